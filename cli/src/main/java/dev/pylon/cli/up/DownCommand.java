package dev.pylon.cli.up;

import dev.pylon.cli.ExitCode;
import dev.pylon.cli.Session;
import dev.pylon.cli.home.Home;
import dev.pylon.postgres.LocalPostgres;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code pylon down}. */
@Command(
        name = "down",
        aliases = "stop",
        description = "Stop the services of this home and their PostgreSQL")
public final class DownCommand implements Callable<Integer> {
    @Mixin private Session session = new Session();

    @Override
    public Integer call() {
        Home home = session.home();
        boolean services = new Daemon(home).stop();
        boolean database = LocalPostgres.stopIfRunning(home.folder());
        if (session.json()) {
            session.output().json(Map.of("stopped", services || database));
        } else {
            session.output()
                    .line(
                            services || database
                                    ? "Pylon is down."
                                    : "Nothing was running in " + home + ".");
        }
        return ExitCode.OK;
    }
}
