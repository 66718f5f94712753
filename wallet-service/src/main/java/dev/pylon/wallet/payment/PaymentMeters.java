package dev.pylon.wallet.payment;

import dev.pylon.wallet.request.Refusal;
import io.micrometer.core.instrument.MeterRegistry;

/** Counts payments by what became of them. */
final class PaymentMeters {
    private final MeterRegistry metrics;

    PaymentMeters(MeterRegistry metrics) {
        this.metrics = metrics;
    }

    void count(String outcome, boolean internal) {
        metrics.counter(
                        "wallet.payments",
                        "outcome",
                        outcome,
                        "path",
                        internal ? "internal" : "backend")
                .increment();
    }

    void countRefused(Refusal refusal) {
        metrics.counter("wallet.payments.refused", "reason", refusal.word()).increment();
    }
}
