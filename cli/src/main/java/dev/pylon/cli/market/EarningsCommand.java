package dev.pylon.cli.market;

import dev.pylon.api.provider.Earnings;
import dev.pylon.cli.Calls;
import dev.pylon.cli.ExitCode;
import dev.pylon.cli.Output;
import dev.pylon.cli.Session;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code pylon earnings}. */
@Command(name = "earnings", description = "What the provider has earned, from the wallet's ledger")
public final class EarningsCommand implements Callable<Integer> {
    @Mixin private Session session = new Session();

    @Override
    public Integer call() {
        Earnings earnings = Calls.await(session.provider().earnings());
        if (session.json()) {
            session.output().json(earnings);
            return ExitCode.OK;
        }
        Output out = session.output();
        out.line("Earned    %s", earnings.totalMsat().inSat());
        out.line("Last 24 h %s", earnings.last24hMsat().inSat());
        out.line("Jobs      %d paid, %d delivered", earnings.jobsPaid(), earnings.jobsDelivered());
        if (!earnings.refundedMsat().isZero()) {
            out.line("Refunded  %s", earnings.refundedMsat().inSat());
        }
        if (!earnings.paidUndeliveredMsat().isZero()) {
            out.line(
                    "Owed      %s paid for work that is not delivered",
                    earnings.paidUndeliveredMsat().inSat());
        }
        return ExitCode.OK;
    }
}
