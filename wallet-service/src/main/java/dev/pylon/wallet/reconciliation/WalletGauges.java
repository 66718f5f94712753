package dev.pylon.wallet.reconciliation;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.r2dbc.spi.Readable;
import java.util.Objects;
import java.util.function.Supplier;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;

/** The figures that dashboards and alerts are made of, as of the last look. */
public final class WalletGauges {
    private static final String LOOK =
            """
            SELECT
                (SELECT coalesce(sum(balance_msat), 0)::bigint FROM book WHERE kind = 'available') AS available,
                (SELECT coalesce(sum(balance_msat), 0)::bigint FROM book WHERE kind = 'held') AS held,
                (SELECT balance_msat FROM book WHERE id = 4) AS suspense,
                (SELECT count(*) FROM payment WHERE state IN ('sending', 'unknown')) AS unknown,
                (SELECT coalesce(extract(epoch FROM now() - min(sent_at)), 0)::bigint FROM payment
                    WHERE state IN ('sending', 'unknown')) AS unknown_age,
                (SELECT count(*) FROM payment WHERE state = 'held') AS waiting\
            """;

    private final DatabaseClient database;
    private volatile Figures figures = new Figures(0, 0, 0, 0, 0, 0);
    private volatile Findings findings = Findings.NONE;

    private record Figures(
            long available,
            long held,
            long suspense,
            long unknown,
            long unknownAge,
            long waiting) {}

    public WalletGauges(DatabaseClient database, MeterRegistry metrics) {
        this.database = database;
        gauge(
                metrics,
                "wallet.available.msat",
                "What accounts may spend",
                () -> figures.available());
        gauge(metrics, "wallet.held.msat", "Kept for payments under way", () -> figures.held());
        gauge(
                metrics,
                "wallet.suspense.msat",
                "Money nobody has decided on",
                () -> figures.suspense());
        gauge(metrics, "wallet.payments.waiting", "Held, not yet sent", () -> figures.waiting());
        gauge(metrics, "wallet.payments.unknown", "Sent, outcome open", () -> figures.unknown());
        gauge(
                metrics,
                "wallet.payments.unknown.age.seconds",
                "How long the oldest of them is out",
                () -> figures.unknownAge());
        gauge(
                metrics,
                "wallet.reconciliation.gap.msat",
                "What the backend holds less what the books say",
                () -> findings.backendGapMsat());
        gauge(
                metrics,
                "wallet.reconciliation.held.gap.msat",
                "What is held less what open payments account for",
                () -> findings.heldGapMsat());
        gauge(
                metrics,
                "wallet.reconciliation.alert",
                "1 while the books disagree with the backend or with themselves",
                () -> findings.allIsWell() ? 0 : 1);
    }

    Mono<Void> look() {
        return database.sql(LOOK)
                .map((row, metadata) ->
                        new Figures(
                                number(row, "available"),
                                number(row, "held"),
                                number(row, "suspense"),
                                number(row, "unknown"),
                                number(row, "unknown_age"),
                                number(row, "waiting")))
                .one()
                .doOnNext(seen -> figures = seen)
                .then();
    }

    void show(Findings latest) {
        findings = latest;
    }

    private static void gauge(
            MeterRegistry metrics, String name, String description, Supplier<Number> value) {
        Gauge.builder(name, value).description(description).register(metrics);
    }

    private static long number(Readable row, String column) {
        return Objects.requireNonNull(row.get(column, Long.class));
    }
}
