package dev.pylon.relay.mirror;

import dev.pylon.relay.ingest.Reply;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** What one source has brought. */
final class MirrorMetrics {
    private final Counter stored;
    private final Counter known;
    private final Counter refused;
    private final Counter complete;
    private final Counter failed;
    private final AtomicLong completedAt = new AtomicLong(System.nanoTime());

    MirrorMetrics(MeterRegistry registry, String source) {
        stored = events(registry, source, "stored");
        known = events(registry, source, "known");
        refused = events(registry, source, "refused");
        complete = rounds(registry, source, "complete");
        failed = rounds(registry, source, "failed");
        registry.more()
                .timeGauge(
                        "relay.mirror.age",
                        Tags.of("source", source),
                        completedAt,
                        TimeUnit.NANOSECONDS,
                        then -> System.nanoTime() - then.get());
    }

    void taken(Reply reply) {
        Counter counter = !reply.accepted() ? refused : reply.isNews() ? stored : known;
        counter.increment();
    }

    void complete() {
        complete.increment();
        completedAt.set(System.nanoTime());
    }

    void failed() {
        failed.increment();
    }

    private static Counter events(MeterRegistry registry, String source, String outcome) {
        return Counter.builder("relay.mirror.events")
                .description("Events fetched from another relay")
                .tag("source", source)
                .tag("outcome", outcome)
                .register(registry);
    }

    private static Counter rounds(MeterRegistry registry, String source, String outcome) {
        return Counter.builder("relay.mirror.rounds")
                .description("Comparisons with another relay")
                .tag("source", source)
                .tag("outcome", outcome)
                .register(registry);
    }
}
