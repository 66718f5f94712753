package dev.pylon.wallet.reconciliation;

import java.time.Duration;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How often the books are looked at ({@code pylon.wallet.reconciliation}).
 *
 * @param every the totals
 * @param auditEvery every posting and payment
 * @param gaugesEvery the figures for the metrics
 */
public record ReconciliationSettings(
        @DefaultValue("1m") Duration every,
        @DefaultValue("1h") Duration auditEvery,
        @DefaultValue("10s") Duration gaugesEvery) {}
