package dev.pylon.relay.bus;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.function.Supplier;

/** The meters of what goes on between replicas, all named {@code relay.bus.*}. */
final class BusMetrics {
    private final MeterRegistry registry;
    private final Counter rung;
    private final Counter heard;
    private final Counter told;
    private final Counter lost;

    BusMetrics(MeterRegistry registry) {
        this.registry = registry;
        rung = counter("relay.bus.bells.rung", "Strokes for other replicas");
        heard = counter("relay.bus.bells.heard", "Strokes of other replicas");
        told = counter("relay.bus.events", "Events of other replicas that were passed on");
        lost = counter("relay.bus.lost", "Connections of the bus that broke or were not made");
    }

    void rung() {
        rung.increment();
    }

    void heard() {
        heard.increment();
    }

    void told() {
        told.increment();
    }

    void lost() {
        lost.increment();
    }

    void replicas(Supplier<Number> count) {
        Gauge.builder("relay.bus.replicas", count)
                .description("Replicas on this database, this one among them")
                .register(registry);
    }

    /** How long ago the look began that has found all there was. */
    void lag(Supplier<Duration> age) {
        Gauge.builder("relay.bus.lag", () -> age.get().toNanos() / 1e9)
                .baseUnit("seconds")
                .description("All that others committed longer ago than this is passed on")
                .register(registry);
    }

    private Counter counter(String name, String description) {
        return Counter.builder(name).description(description).register(registry);
    }
}
