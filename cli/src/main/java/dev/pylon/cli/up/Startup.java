package dev.pylon.cli.up;

import dev.pylon.cli.Output;
import dev.pylon.cli.Session;
import dev.pylon.cli.home.Home;
import dev.pylon.cli.home.Ports;
import java.util.Locale;

/** Makes sure that the services of a home run, and tells what it does. */
public final class Startup {
    private final Session session;

    public Startup(Session session) {
        this.session = session;
    }

    /** As {@code pylon run} needs it: everything. */
    public void ensureRunning() {
        session.home().initialise(0);
        ensureRunning(Mode.all);
    }

    void ensureRunning(Mode mode) {
        Home home = session.home();
        Output out = session.output();
        boolean tell = !session.json();
        Daemon daemon = new Daemon(home);
        if (tell && !daemon.isRunning()) {
            out.line("Starting Pylon in %s (log: %s)", home, home.logs().resolve("pylon.log"));
        }
        daemon.ensureRunning(
                        mode,
                        step -> {
                            if (tell) {
                                out.line("  %-17s %s", step, where(home.ports(), step));
                            }
                        })
                .ifPresent(took -> {
                    if (tell) {
                        out.line(
                                String.format(
                                        Locale.ROOT,
                                        "Ready in %.1f s. It stays up; stop it with: pylon down%n",
                                        took.toMillis() / 1000.0));
                    }
                });
    }

    private static String where(Ports ports, String step) {
        return switch (step) {
            case "PostgreSQL" -> "127.0.0.1:" + ports.postgres();
            case "relay-service" -> "ws://127.0.0.1:" + ports.relay();
            case "wallet-service" -> "http://127.0.0.1:" + ports.wallet();
            case "provider-service" -> "http://127.0.0.1:" + ports.provider();
            case "buyer-service" -> "http://127.0.0.1:" + ports.buyer();
            case "bridge-agent" -> "http://127.0.0.1:" + ports.bridge();
            default -> "";
        };
    }
}
