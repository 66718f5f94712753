package dev.pylon.cli.job;

import dev.pylon.api.buyer.BuyerApi;
import dev.pylon.api.buyer.JobView;
import dev.pylon.api.wallet.AccountView;
import dev.pylon.cli.Calls;
import dev.pylon.cli.Output;
import dev.pylon.cli.Session;
import dev.pylon.cli.up.Startup;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code pylon run}: the whole market in one command. */
@Command(
        name = "run",
        description =
                "Buy one job: start what is needed, submit, pay within the bid, print the result")
public final class RunCommand implements Callable<Integer> {
    private static final Duration GRACE = Duration.ofSeconds(5);

    @Mixin private Session session = new Session();

    @Mixin private JobOptions options = new JobOptions();

    @Override
    public Integer call() {
        new Startup(session).ensureRunning();
        BuyerApi buyer = session.buyer();
        JobView submitted =
                Calls.await(buyer.submit(UUID.randomUUID().toString(), options.request(true)));
        InterruptedNote.register(session, submitted.id());
        Duration limit = Duration.ofSeconds(options.timeoutSeconds()).plus(GRACE);
        if (session.json()) {
            buyer.events(submitted.id(), null, false).take(limit).blockLast();
        } else {
            session.output().line("\"%s\"", Output.excerpt(submitted.prompt(), 100));
            new JobFollower(session.output(), submitted.createdAt())
                    .follow(buyer, submitted.id(), false, limit);
        }
        JobView job = Calls.await(buyer.job(submitted.id()));
        InterruptedNote.clear();
        if (session.json()) {
            session.output().json(JobPrinter.document(job));
        } else {
            summary(job);
        }
        return Outcome.exitCode(job);
    }

    private void summary(JobView job) {
        Output out = session.output();
        if (job.error() != null) {
            out.line("%s", job.error());
        }
        if (job.paidMsat() != null) {
            AccountView account = Calls.await(session.wallet("cli-wallet").account());
            out.line(
                    "Cost %s (fee %s); %s left in account %s.",
                    job.paidMsat().inSat(),
                    job.feeMsat() == null ? "0 sat" : job.feeMsat().inSat(),
                    account.availableMsat().inSat(),
                    account.account());
        }
        out.line("Stages: %s.", JobPrinter.timings(job.timings()));
        if (Outcome.exitCode(job) == dev.pylon.cli.ExitCode.PAYMENT_REQUIRED) {
            out.line("Pay it with:  pylon job pay %s", Output.shortId(job.id()));
        }
    }
}
