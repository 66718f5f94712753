package dev.pylon.relay.metrics;

import dev.pylon.nostr.event.Kinds;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * The relay's meters, all named {@code relay.*}. Labels come from small fixed sets, never from what
 * strangers send.
 */
public final class RelayMetrics {
    private final MeterRegistry registry;
    private final Map<String, Counter> messages = new ConcurrentHashMap<>();
    private final Map<String, Counter> events = new ConcurrentHashMap<>();
    private final Counter slowClients;
    private final Counter failedWrites;
    private final Counter delivered;
    private final Counter fromMemory;
    private final Counter fromDatabase;
    private final Timer writes;
    private final Timer queries;
    private final DistributionSummary groups;

    public RelayMetrics(MeterRegistry registry) {
        this.registry = registry;
        slowClients =
                Counter.builder("relay.slow.clients.closed")
                        .description("Connections closed because they did not read")
                        .register(registry);
        failedWrites =
                Counter.builder("relay.write.failed")
                        .description("Groups that could not be committed")
                        .register(registry);
        delivered =
                Counter.builder("relay.events.delivered")
                        .description("Live events put into connections' buffers")
                        .register(registry);
        fromMemory = pages("memory");
        fromDatabase = pages("database");
        writes =
                Timer.builder("relay.write")
                        .description("From taking a group to its commit")
                        .publishPercentileHistogram()
                        .register(registry);
        queries =
                Timer.builder("relay.query")
                        .description("From a REQ to its EOSE")
                        .publishPercentileHistogram()
                        .register(registry);
        groups =
                DistributionSummary.builder("relay.write.group")
                        .description("Events in one commit")
                        .register(registry);
    }

    /** A message came in: EVENT, REQ, CLOSE, AUTH, COUNT or {@code malformed}. */
    public void message(String verb) {
        messages.computeIfAbsent(verb, v -> counter("relay.messages", "verb", v)).increment();
    }

    /**
     * An event was answered.
     *
     * @param outcome accepted, duplicate, or a refusal's prefix
     */
    public void event(int kind, String outcome) {
        String label = kindLabel(kind);
        events.computeIfAbsent(
                        label + ' ' + outcome,
                        key ->
                                Counter.builder("relay.events")
                                        .tag("kind", label)
                                        .tag("outcome", outcome)
                                        .register(registry))
                .increment();
    }

    public void authentication(boolean accepted) {
        counter("relay.auth", "outcome", accepted ? "accepted" : "refused").increment();
    }

    public void slowClientClosed() {
        slowClients.increment();
    }

    public void delivered(int subscribers) {
        delivered.increment(subscribers);
    }

    public void written(int events, Duration time) {
        groups.record(events);
        writes.record(time);
    }

    public void writeFailed() {
        failedWrites.increment();
    }

    public void queried(Duration time) {
        queries.record(time);
    }

    /** A COUNT or a part of a REQ's answer came from memory, or has to come from the database. */
    public void found(boolean inMemory) {
        (inMemory ? fromMemory : fromDatabase).increment();
    }

    public void removed(String why, long events) {
        counter("relay.events.removed", "why", why).increment(events);
    }

    /** Something that can be counted at any moment: connections, subscriptions, queue depths. */
    public void gauge(String name, String description, Supplier<Number> value) {
        Gauge.builder(name, value).description(description).register(registry);
    }

    private Counter pages(String source) {
        return Counter.builder("relay.pages")
                .description("COUNTs, and parts of answers to REQs, by where they come from")
                .tag("from", source)
                .register(registry);
    }

    private Counter counter(String name, String label, String value) {
        return registry.counter(name, label, value);
    }

    private static String kindLabel(int kind) {
        if (Kinds.isJobRequest(kind) || Kinds.isJobResult(kind)) {
            return (kind / 1000) + "xxx";
        }
        return switch (kind) {
            case 0, 1, 3, 4, 5, 7, 1059, 7000, 10002, 11998, 31990 -> Integer.toString(kind);
            default ->
                    Kinds.isWalletConnect(kind)
                            ? "wallet-connect"
                            : Kinds.isEphemeral(kind) ? "ephemeral" : "other";
        };
    }
}
