package dev.pylon.cli.bridge;

import dev.pylon.api.bridge.BridgeApi;
import dev.pylon.api.bridge.BridgeLog;
import dev.pylon.api.bridge.BridgeState;
import dev.pylon.api.bridge.BridgeStatus;
import dev.pylon.cli.Calls;
import dev.pylon.cli.ExitCode;
import dev.pylon.cli.Output;
import dev.pylon.cli.Session;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import reactor.core.publisher.Mono;

/** {@code pylon bridge …}. */
@Command(name = "bridge", description = "The model process behind bridge-agent")
public final class BridgeCommand {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Set<BridgeState> UNDECIDED =
            EnumSet.of(BridgeState.STARTING, BridgeState.RESTARTING);

    @Mixin private Session session = new Session();

    @Mixin private Elsewhere elsewhere = new Elsewhere();

    @Command(name = "status", description = "How it is, and why; exit status 0 if it is ready")
    int status() {
        return show(Calls.await(bridge().status()));
    }

    @Command(name = "start", description = "Start it, if it does not run or was given up")
    int start() {
        return show(settled(Calls.await(bridge().start())));
    }

    @Command(name = "stop", description = "End it, and leave it so until it is started")
    int stop() {
        BridgeStatus status = Calls.await(bridge().stop());
        show(status);
        return status.state() == BridgeState.STOPPED ? ExitCode.OK : ExitCode.FAILED;
    }

    @Command(name = "restart", description = "End it and start it anew")
    int restart() {
        return show(settled(Calls.await(bridge().restart())));
    }

    @Command(name = "logs", description = "The end of its output")
    int logs(
            @Option(
                            names = {"-n", "--lines"},
                            defaultValue = "100",
                            description = "How many, 200 at most (default: ${DEFAULT-VALUE})")
                    int lines) {
        BridgeLog log = Calls.await(bridge().logs(lines));
        if (session.json()) {
            session.output().json(log);
        } else {
            log.lines().forEach(line -> session.output().line("%s", printable(line)));
        }
        return ExitCode.OK;
    }

    private BridgeApi bridge() {
        return elsewhere.client().orElseGet(session::bridge);
    }

    /** Waits a while until the start has come to something. */
    private BridgeStatus settled(BridgeStatus first) {
        Instant limit = Instant.now().plus(PATIENCE);
        BridgeStatus status = first;
        while (isUndecided(status) && Instant.now().isBefore(limit)) {
            status = Calls.await(Mono.delay(Duration.ofMillis(200)).then(bridge().status()));
        }
        return status;
    }

    /** Right after a start it is still said to be stopped. */
    private static boolean isUndecided(BridgeStatus status) {
        return UNDECIDED.contains(status.state()) || status.state() == BridgeState.STOPPED;
    }

    private int show(BridgeStatus status) {
        if (session.json()) {
            session.output().json(status);
        } else {
            print(status);
        }
        return status.ready() ? ExitCode.OK : ExitCode.FAILED;
    }

    private void print(BridgeStatus status) {
        Output out = session.output();
        out.line(
                "State      %s%s",
                status.state().word(),
                status.reason() == null ? "" : ": " + printable(status.reason()));
        if (!status.command().isEmpty()) {
            out.line(
                    "Program    %s%s",
                    status.command(),
                    status.simulated() ? " (no model: everything it says is simulated)" : "");
        }
        if (!status.searched().isEmpty()) {
            out.line("  no foundation-bridge at");
            status.searched().forEach(place -> out.line("    %s", place));
        }
        if (status.pid() != null) {
            out.line(
                    "Process    %d on port %d, version %s, platform %s",
                    status.pid(),
                    status.port(),
                    status.version() == null ? "unknown" : printable(status.version()),
                    status.platform() == null ? "unknown" : printable(status.platform()));
        }
        if (status.unavailableReason() != null) {
            out.line("Model      not available: %s", status.unavailableReason().word());
        }
        out.line("Restarts   %d", status.restarts());
        out.line(
                "Load       %d of %d completions, %d waiting, %d refused",
                status.completions().running(),
                status.completions().maxConcurrent(),
                status.completions().waiting(),
                status.completions().refused());
    }

    /** What a process says is not trusted with the terminal. */
    private static String printable(String text) {
        return text.replaceAll("[\\p{Cntrl}&&[^\\t]]", "\uFFFD");
    }
}
