package dev.pylon.cli.job;

import dev.pylon.api.buyer.JobView;
import dev.pylon.api.buyer.MoneyState;
import dev.pylon.api.buyer.QuoteView;
import dev.pylon.cli.ExitCode;
import org.jspecify.annotations.Nullable;

/** The exit status that tells a script how a job stands. */
final class Outcome {
    private Outcome() {}

    static int exitCode(JobView job) {
        if (job.money() == MoneyState.UNKNOWN) {
            return ExitCode.PAYMENT_UNKNOWN;
        }
        return switch (job.state()) {
            case COMPLETED -> ExitCode.OK;
            case DELIVERED_UNPAID, SUBMITTED, PAYING, PROCESSING -> ExitCode.OK;
            case PAYMENT_REQUIRED -> lacksMoney(job) ? ExitCode.PAYMENT : ExitCode.PAYMENT_REQUIRED;
            case TIMED_OUT -> ExitCode.TIMED_OUT;
            case FAILED -> job.money() == MoneyState.FAILED ? ExitCode.PAYMENT : ExitCode.FAILED;
            case REFUSED, CANCELLED, PAID_UNDELIVERED -> ExitCode.FAILED;
        };
    }

    /** Whether a quote was turned down because the account or the key's budget does not suffice. */
    private static boolean lacksMoney(JobView job) {
        return job.autoPay()
                && job.quotes().stream().map(QuoteView::problem).anyMatch(Outcome::isAboutMoney);
    }

    private static boolean isAboutMoney(@Nullable String problem) {
        return problem != null
                && (problem.startsWith("insufficient-funds") || problem.startsWith("over-budget"));
    }
}
