package dev.pylon.api.provider;

import dev.pylon.primitives.Msat;

/**
 * What was earned, from the wallet's ledger.
 *
 * @param totalMsat received for jobs, less refunds
 * @param last24hMsat the same, of the last 24 hours
 * @param refundedMsat went back to buyers
 * @param paidUndeliveredMsat received for work that has not been delivered and not been refunded
 * @param jobsPaid jobs that have been paid
 * @param jobsDelivered results that a relay has taken
 */
public record Earnings(
        Msat totalMsat,
        Msat last24hMsat,
        Msat refundedMsat,
        Msat paidUndeliveredMsat,
        long jobsPaid,
        long jobsDelivered) {}
