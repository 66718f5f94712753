package dev.pylon.relay.policy;

import dev.pylon.nostr.event.Event;
import dev.pylon.nostr.event.Kinds;
import dev.pylon.nostr.event.PublicKey;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** What an event has to be like, apart from its signature. Safe for use by many threads. */
public final class EventPolicy {
    private final Supplier<RelaySettings> current;
    private final Supplier<Bans> bans;
    private final InstantSource clock;

    public EventPolicy(Supplier<RelaySettings> current, Supplier<Bans> bans, InstantSource clock) {
        this.current = current;
        this.bans = bans;
        this.clock = clock;
    }

    /** Whether the sender of such a kind has to have authenticated. */
    public boolean needsAuthentication(int kind) {
        AuthSettings auth = current.get().auth();
        return auth.write() && !auth.isExempt(kind);
    }

    /** Whether only invited keys may publish, and none of these is one. */
    public Optional<Refusal> uninvited(Event event, Set<PublicKey> proved) {
        return bans.get().admits(event.pubkey(), proved)
                ? Optional.empty()
                : Optional.of(Refusal.restricted("only keys that were allowed may publish here"));
    }

    /** Whether the administrator keeps the event out. */
    public Optional<Refusal> banned(Event event) {
        return bans.get().check(event);
    }

    /** What is wrong with the event; empty if nothing. */
    public Optional<Refusal> check(Event event) {
        RelaySettings settings = current.get();
        return kind(event, settings)
                .or(() -> banned(event))
                .or(() -> size(event, settings.limits()))
                .or(() -> time(event, settings))
                .or(() -> work(event, settings.limits()));
    }

    private static Optional<Refusal> kind(Event event, RelaySettings settings) {
        if (event.kind() == Kinds.CLIENT_AUTH) {
            return Optional.of(Refusal.invalid("kind 22242 belongs into an AUTH message"));
        }
        return settings.kinds().admits(event.kind())
                ? Optional.empty()
                : Optional.of(
                        Refusal.blocked("kind " + event.kind() + " is not taken by this relay"));
    }

    private static Optional<Refusal> size(Event event, Limits limits) {
        String content = event.content();
        if (event.tags().size() > limits.maxEventTags()) {
            return Optional.of(
                    Refusal.invalid(
                            "%d tags, the limit is %d"
                                    .formatted(event.tags().size(), limits.maxEventTags())));
        }
        if (content.length() > limits.maxContentLength()
                && content.codePointCount(0, content.length()) > limits.maxContentLength()) {
            return Optional.of(
                    Refusal.invalid(
                            "the content is longer than %d characters"
                                    .formatted(limits.maxContentLength())));
        }
        return Optional.empty();
    }

    private Optional<Refusal> time(Event event, RelaySettings settings) {
        long now = clock.instant().getEpochSecond();
        Limits limits = settings.limits();
        if (event.createdAt() > now + limits.maxAhead().toSeconds()) {
            return Optional.of(
                    Refusal.invalid(
                            "created_at is more than %s ahead of this relay's clock"
                                    .formatted(words(limits.maxAhead()))));
        }
        if (event.createdAt() < now - limits.maxAge().toSeconds()) {
            return Optional.of(
                    Refusal.invalid(
                            "created_at is more than %s ago".formatted(words(limits.maxAge()))));
        }
        Duration kept = settings.retentionOf(event.kind());
        if (kept != null && event.createdAt() < now - kept.toSeconds()) {
            return Optional.of(
                    Refusal.invalid(
                            "kind %d is kept for %s, and this is older"
                                    .formatted(event.kind(), words(kept))));
        }
        boolean expired = event.expiration().map(end -> end.getEpochSecond() <= now).orElse(false);
        return expired ? Optional.of(Refusal.invalid("the event has expired")) : Optional.empty();
    }

    private static Optional<Refusal> work(Event event, Limits limits) {
        int wanted = limits.minPowDifficulty();
        if (wanted == 0) {
            return Optional.empty();
        }
        int done = event.id().leadingZeroBits();
        if (done < wanted) {
            return Optional.of(
                    Refusal.pow("difficulty %d is less than %d".formatted(done, wanted)));
        }
        boolean committed =
                event.tags()
                        .first("nonce")
                        .flatMap(tag -> tag.value(2))
                        .filter(target -> target.matches("[0-9]{1,3}"))
                        .map(target -> Integer.parseInt(target) >= wanted)
                        .orElse(false);
        return committed
                ? Optional.empty()
                : Optional.of(Refusal.pow("the nonce tag commits to less than " + wanted));
    }

    private static String words(Duration time) {
        long seconds = time.toSeconds();
        if (seconds % 86_400 == 0 && seconds > 86_400) {
            return seconds / 86_400 + " days";
        }
        if (seconds % 3_600 == 0 && seconds > 3_600) {
            return seconds / 3_600 + " hours";
        }
        return seconds % 60 == 0 && seconds > 60 ? seconds / 60 + " minutes" : seconds + " seconds";
    }
}
