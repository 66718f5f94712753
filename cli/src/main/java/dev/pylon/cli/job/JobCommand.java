package dev.pylon.cli.job;

import dev.pylon.api.Page;
import dev.pylon.api.buyer.BuyerApi;
import dev.pylon.api.buyer.JobSummary;
import dev.pylon.api.buyer.JobView;
import dev.pylon.api.buyer.PayJob;
import dev.pylon.cli.Calls;
import dev.pylon.cli.ExitCode;
import dev.pylon.cli.Output;
import dev.pylon.cli.Session;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code pylon job …}. */
@Command(name = "job", description = "Submit jobs and see what became of them")
public final class JobCommand {
    private static final Duration GRACE = Duration.ofSeconds(5);
    private static final Duration WATCH_LIMIT = Duration.ofHours(24);

    @Mixin private Session session = new Session();

    @Command(name = "submit", description = "Submit a job")
    int submit(
            @Mixin JobOptions options,
            @Option(
                            names = "--auto-pay",
                            description = "Pay the first acceptable quote within the bid")
                    boolean autoPay,
            @Option(names = "--wait", description = "Wait for the result") boolean wait) {
        BuyerApi buyer = session.buyer();
        JobView job =
                Calls.await(buyer.submit(UUID.randomUUID().toString(), options.request(autoPay)));
        if (!wait) {
            show(job, "Submitted job " + job.id());
            return ExitCode.OK;
        }
        return watch(buyer, job, false, Duration.ofSeconds(options.timeoutSeconds()).plus(GRACE));
    }

    @Command(name = "status", description = "Show all that is known of a job")
    int status(@Parameters(paramLabel = "ID") String id) {
        BuyerApi buyer = session.buyer();
        JobView job = Calls.await(buyer.job(new JobSelector(buyer).idOf(id)));
        if (session.json()) {
            session.output().json(job);
        } else {
            new JobPrinter(session.output()).whole(job);
        }
        return ExitCode.OK;
    }

    @Command(name = "results", description = "Print a job's result and nothing else")
    int results(@Parameters(paramLabel = "ID") String id) {
        BuyerApi buyer = session.buyer();
        JobView job = Calls.await(buyer.job(new JobSelector(buyer).idOf(id)));
        if (session.json()) {
            session.output().json(JobPrinter.document(job));
        } else if (job.result() != null) {
            session.output().line("%s", job.result());
        } else {
            session.output()
                    .line(
                            "There is no result yet: the job is %s.%s",
                            job.state().word(), job.error() == null ? "" : " " + job.error());
        }
        return job.result() == null
                ? Math.max(Outcome.exitCode(job), ExitCode.FAILED)
                : ExitCode.OK;
    }

    @Command(name = "watch", description = "Print what happens to a job until it ends")
    int watch(
            @Parameters(paramLabel = "ID") String id,
            @Option(names = "--follow", description = "Go on after the job has ended")
                    boolean follow) {
        BuyerApi buyer = session.buyer();
        return watch(
                buyer,
                Calls.await(buyer.job(new JobSelector(buyer).idOf(id))),
                follow,
                WATCH_LIMIT);
    }

    @Command(name = "list", description = "List jobs, newest first")
    int list(
            @Option(
                            names = "--limit",
                            defaultValue = "20",
                            description = "How many (default: ${DEFAULT-VALUE})")
                    int limit,
            @Option(names = "--state", description = "Only jobs in this state, such as completed")
                    @Nullable String state) {
        Page<JobSummary> page = Calls.await(session.buyer().jobs(null, limit, state));
        if (session.json()) {
            session.output().json(page);
            return ExitCode.OK;
        }
        JobPrinter printer = new JobPrinter(session.output());
        page.items().forEach(printer::line);
        if (page.items().isEmpty()) {
            session.output().line("No jobs yet. Try:  pylon run \"Why is the sky blue?\"");
        } else if (page.nextCursor() != null) {
            session.output().line("There are more. Use --limit.");
        }
        return ExitCode.OK;
    }

    @Command(name = "cancel", description = "Cancel a job that has not been paid")
    int cancel(@Parameters(paramLabel = "ID") String id) {
        BuyerApi buyer = session.buyer();
        JobView job = Calls.await(buyer.cancel(new JobSelector(buyer).idOf(id)));
        show(job, "Job " + Output.shortId(job.id()) + " is " + job.state().word() + ".");
        return ExitCode.OK;
    }

    @Command(name = "pay", description = "Pay a job's quote, and wait for the result")
    int pay(
            @Parameters(paramLabel = "ID") String id,
            @Option(
                            names = "--provider",
                            paramLabel = "NPUB|HEX",
                            description = "Whose quote, if there are several")
                    @Nullable String provider,
            @Option(names = "--no-wait", description = "Do not wait for the result")
                    boolean noWait) {
        BuyerApi buyer = session.buyer();
        String job = new JobSelector(buyer).idOf(id);
        JobView paid = Calls.await(buyer.pay(job, new PayJob(provider)));
        if (noWait) {
            show(paid, "Job " + Output.shortId(job) + " is " + paid.state().word() + ".");
            return Outcome.exitCode(paid);
        }
        return watch(buyer, paid, false, WATCH_LIMIT);
    }

    private int watch(BuyerApi buyer, JobView job, boolean follow, Duration limit) {
        InterruptedNote.register(session, job.id());
        if (session.json()) {
            buyer.events(job.id(), null, follow).take(limit).blockLast();
        } else {
            new JobFollower(session.output(), job.createdAt())
                    .follow(buyer, job.id(), follow, limit);
        }
        InterruptedNote.clear();
        JobView ended = Calls.await(buyer.job(job.id()));
        if (session.json()) {
            session.output().json(JobPrinter.document(ended));
        } else if (ended.error() != null) {
            session.output().line("%s", ended.error());
        }
        return Outcome.exitCode(ended);
    }

    private void show(JobView job, String sentence) {
        if (session.json()) {
            session.output().json(JobPrinter.document(job));
        } else {
            session.output().line("%s", sentence);
        }
    }
}
