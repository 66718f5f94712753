package dev.pylon.relay.stats;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class HistoryTest {
    private final MeterRegistry meters = new SimpleMeterRegistry();
    private final AtomicLong connections = new AtomicLong();
    private final AtomicLong seconds = new AtomicLong(1_000);

    @Test
    void aSampleHasWhatWasAcceptedSinceTheLast() {
        meters.gauge("relay.connections", connections);
        accept("5xxx", 3);
        History history = history();
        connections.set(7);
        accept("5xxx", 2);
        accept("6xxx", 1);
        accept("1", 4);
        meters.counter("relay.events", "kind", "1", "outcome", "duplicate").increment(50);

        history.sample();
        history.sample();

        assertThat(history.hour())
                .isEqualTo(
                        new History.Series(
                                10,
                                java.util.List.of(1_010L, 1_020L),
                                java.util.List.of(7L, 7L),
                                java.util.List.of(7L, 0L),
                                java.util.List.of(2L, 0L),
                                java.util.List.of(1L, 0L)));
        assertThat(history.day().at()).isEmpty();
    }

    @Test
    void theDayHasLongerStepsAndNeitherGrowsForGood() {
        meters.gauge("relay.connections", connections);
        History history = history();
        for (int i = 0; i < 24 * 400; i++) {
            connections.set(i % 24 == 5 ? 9 : 1);
            accept("1", 1);
            history.sample();
        }

        assertThat(history.hour().at()).hasSize(360).isSorted();
        assertThat(history.day().at()).hasSize(360).isSorted();
        assertThat(history.day().step()).isEqualTo(240);
        assertThat(history.day().events()).containsOnly(24L);
        assertThat(history.day().connections()).containsOnly(9L);
    }

    private History history() {
        return new History(meters, () -> Instant.ofEpochSecond(seconds.addAndGet(10)));
    }

    private void accept(String kind, int events) {
        meters.counter("relay.events", "kind", kind, "outcome", "accepted").increment(events);
    }
}
