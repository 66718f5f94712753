package dev.pylon.nostr.auth;

import dev.pylon.nostr.event.Event;
import dev.pylon.nostr.event.EventTemplate;
import dev.pylon.nostr.event.Kinds;
import dev.pylon.nostr.event.MalformedEvent;
import dev.pylon.nostr.event.Tag;
import dev.pylon.nostr.event.Tags;
import dev.pylon.primitives.Hashes;
import dev.pylon.primitives.Hex;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Both sides of NIP-98: an event in the Authorization header that allows one HTTP request. */
public final class Nip98 {
    /** How far {@code created_at} may be from the server's clock, either way. */
    public static final Duration TOLERANCE = Duration.ofSeconds(60);

    private static final String SCHEME = "nostr ";

    private Nip98() {}

    /** What a client signs for a request with this body, created now. */
    public static EventTemplate template(String url, String method, byte[] body) {
        return EventTemplate.of(
                Kinds.HTTP_AUTH,
                Tags.of(
                        Tag.of("u", url),
                        Tag.of("method", method),
                        Tag.of("payload", Hex.encode(Hashes.sha256(body)))),
                "");
    }

    /** The value of the Authorization header. */
    public static String header(Event event) {
        return "Nostr " + Base64.getEncoder().encodeToString(event.toJsonBytes());
    }

    /** The event in such a value; empty if there is none. */
    public static Optional<Event> fromHeader(String header) {
        if (!header.toLowerCase(Locale.ROOT).startsWith(SCHEME)) {
            return Optional.empty();
        }
        try {
            byte[] json =
                    Base64.getDecoder()
                            .decode(
                                    header.substring(SCHEME.length())
                                            .strip()
                                            .getBytes(StandardCharsets.ISO_8859_1));
            return Optional.of(Event.fromJson(json));
        } catch (IllegalArgumentException | MalformedEvent noEvent) {
            return Optional.empty();
        }
    }

    /**
     * Whether the event allows the request, the signature checked last because it costs most. That
     * each event serves once is for the caller to see to.
     *
     * @param urls the absolute URL of the request, as it may be written
     */
    public static Optional<HttpAuthFailure> check(
            Event event, Set<String> urls, String method, byte[] body, Instant now) {
        if (event.kind() != Kinds.HTTP_AUTH) {
            return Optional.of(HttpAuthFailure.WRONG_KIND);
        }
        if (Math.abs(now.getEpochSecond() - event.createdAt()) > TOLERANCE.toSeconds()) {
            return Optional.of(HttpAuthFailure.WRONG_TIME);
        }
        if (event.tags().firstValue("u").filter(urls::contains).isEmpty()) {
            return Optional.of(HttpAuthFailure.WRONG_URL);
        }
        if (event.tags().firstValue("method").filter(method::equals).isEmpty()) {
            return Optional.of(HttpAuthFailure.WRONG_METHOD);
        }
        String hash = Hex.encode(Hashes.sha256(body));
        if (event.tags().firstValue("payload").filter(hash::equals).isEmpty()) {
            return Optional.of(HttpAuthFailure.WRONG_PAYLOAD);
        }
        return event.isValid() ? Optional.empty() : Optional.of(HttpAuthFailure.BAD_SIGNATURE);
    }
}
