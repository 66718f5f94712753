package dev.pylon.kit.console;

import dev.pylon.kit.auth.Caller;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Tickets that open a session once, within a minute. They are kept in memory, so a ticket is good
 * at the replica that gave it; the oldest makes room when there are too many.
 */
final class Tickets {
    static final Duration LIFE = Duration.ofMinutes(1);

    private static final int MAX = 100;
    private static final int BYTES = 32;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Clock clock;
    private final Map<String, Ticket> open = new LinkedHashMap<>();

    Tickets(Clock clock) {
        this.clock = clock;
    }

    private record Ticket(Caller caller, Instant end) {}

    synchronized String issue(Caller caller) {
        open.values().removeIf(ticket -> !clock.instant().isBefore(ticket.end()));
        if (open.size() >= MAX) {
            open.remove(open.keySet().iterator().next());
        }
        String word = random();
        open.put(word, new Ticket(caller, clock.instant().plus(LIFE)));
        return word;
    }

    /** Who it was given to; the second time nobody. */
    synchronized Optional<Caller> redeem(String word) {
        return Optional.ofNullable(open.remove(word))
                .filter(ticket -> clock.instant().isBefore(ticket.end()))
                .map(Ticket::caller);
    }

    static String random() {
        byte[] bytes = new byte[BYTES];
        RANDOM.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
