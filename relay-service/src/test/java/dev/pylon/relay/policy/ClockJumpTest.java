package dev.pylon.relay.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pylon.nostr.event.Event;
import dev.pylon.nostr.event.EventTemplate;
import dev.pylon.nostr.event.Tag;
import dev.pylon.nostr.event.Tags;
import dev.pylon.nostr.key.SecretKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

/** The machine's clock is set, forwards and back again: what is said of an event follows it. */
class ClockJumpTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private final RelaySettings settings =
            new Binder(new MapConfigurationPropertySource(Map.of()))
                    .bindOrCreate("pylon.relay", RelaySettings.class);
    private Instant now = START;
    private final EventPolicy policy = new EventPolicy(() -> settings, () -> Bans.NONE, () -> now);

    @Test
    void aClockThatGoesBackRefusesWhatIsAheadOfItUntilItIsSetRight() {
        Event event = event(5050, Tags.of());
        assertThat(policy.check(event)).isEmpty();

        now = START.minus(Duration.ofHours(1));
        assertThat(reason(event)).startsWith("invalid: created_at is more than 15 minutes ahead");

        now = START.plusSeconds(1);
        assertThat(policy.check(event)).isEmpty();
    }

    @Test
    void aClockThatGoesForwardsRefusesWhatIsKeptNoLongerUntilItIsSetRight() {
        Event event = event(5050, Tags.of());

        now = START.plus(Duration.ofHours(25));
        assertThat(reason(event)).startsWith("invalid: kind 5050 is kept for 24 hours");

        now = START;
        assertThat(policy.check(event)).isEmpty();
    }

    @Test
    void anExpiryIsByTheClockAsItIsNow() {
        long end = START.plusSeconds(60).getEpochSecond();
        Event event = event(1, Tags.of(Tag.of("expiration", Long.toString(end))));
        assertThat(policy.check(event)).isEmpty();

        now = START.plusSeconds(60);
        assertThat(reason(event)).startsWith("invalid: the event has expired");

        now = START.plusSeconds(59);
        assertThat(policy.check(event)).isEmpty();
    }

    private String reason(Event event) {
        return policy.check(event).orElseThrow().message();
    }

    private static Event event(int kind, Tags tags) {
        return new EventTemplate(kind, tags, "", START.getEpochSecond()).sign(SecretKey.generate());
    }
}
