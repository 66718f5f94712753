package dev.pylon.wallet.payment;

import dev.pylon.primitives.Msat;
import java.time.Duration;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How payments through a backend are made ({@code pylon.wallet.payments}).
 *
 * @param feeLimitPpm the most that routing may cost, in millionths of the amount
 * @param feeLimitMinMsat and at least this much
 * @param answerWithin how long a request to pay waits for the outcome before it answers pending
 * @param sendWithin how long a payment may wait for the backend before it is given up unsent
 * @param leaseMargin how much longer than the backend's own limits a worker keeps a payment to
 *     itself
 * @param firstLookUp after how long an unknown outcome is looked up first; then twice as long, and
 *     so on
 * @param longestPause between two look-ups
 * @param doubtFailuresFor how long a payment reported as failed is still looked up, since such
 *     reports can be wrong
 * @param poll how often the table is looked at for what is due, besides being told
 * @param concurrency payments worked on at one time by this process
 */
public record PaymentSettings(
        @DefaultValue("10000") long feeLimitPpm,
        @DefaultValue("5000") long feeLimitMinMsat,
        @DefaultValue("20s") Duration answerWithin,
        @DefaultValue("60s") Duration sendWithin,
        @DefaultValue("30s") Duration leaseMargin,
        @DefaultValue("1s") Duration firstLookUp,
        @DefaultValue("5m") Duration longestPause,
        @DefaultValue("7d") Duration doubtFailuresFor,
        @DefaultValue("1s") Duration poll,
        @DefaultValue("32") int concurrency) {
    private static final long MILLION = 1_000_000;

    /** The limit for a payment that brings none of its own. */
    Msat feeLimit(Msat amount) {
        long share =
                Math.multiplyExact(amount.value() / MILLION, feeLimitPpm)
                        + Math.multiplyExact(amount.value() % MILLION, feeLimitPpm) / MILLION;
        return Msat.of(Math.max(share, feeLimitMinMsat));
    }

    /** The pause after so many attempts. */
    Duration pause(int attempts) {
        Duration pause = firstLookUp.multipliedBy(1L << Math.min(Math.max(attempts - 1, 0), 20));
        return pause.compareTo(longestPause) > 0 ? longestPause : pause;
    }
}
