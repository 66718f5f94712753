package dev.pylon.cli.doctor;

import dev.pylon.cli.ExitCode;
import dev.pylon.cli.Session;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code pylon doctor}: tries what it reports. */
@Command(
        name = "doctor",
        description = "Try out the database, relays, wallet, backends, clock, disk and ports")
public final class DoctorCommand implements Callable<Integer> {
    @Mixin private Session session = new Session();

    @Override
    public Integer call() {
        List<Check> checks = new Examination(session).run();
        boolean healthy = checks.stream().noneMatch(check -> check.verdict() == Check.Verdict.FAIL);
        if (session.json()) {
            session.output().json(java.util.Map.of("healthy", healthy, "checks", checks));
        } else {
            checks.forEach(this::print);
            session.output().line(healthy ? "All well." : "Something needs attention.");
        }
        return healthy ? ExitCode.OK : ExitCode.FAILED;
    }

    private void print(Check check) {
        session.output()
                .line("[%s] %-14s %s", check.verdict().shown(), check.name(), check.detail());
        if (check.advice() != null) {
            session.output().line("       %-14s %s", "", check.advice());
        }
    }
}
