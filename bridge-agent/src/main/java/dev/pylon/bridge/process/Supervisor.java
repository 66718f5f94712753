package dev.pylon.bridge.process;

import dev.pylon.api.bridge.BridgeState;
import dev.pylon.bridge.BridgeSettings;
import java.io.IOException;
import java.net.http.HttpClient;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the process again and again, on a thread of its own: waits longer before each start, gives
 * up after too many, and ends the process when the thread is interrupted.
 */
final class Supervisor implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(Supervisor.class);

    private final BridgeSettings settings;
    private final ProcessLog log;
    private final HttpClient client;
    private final Ownership ownership;
    private volatile Condition condition = Condition.notStarted();
    private volatile int restarts;

    Supervisor(BridgeSettings settings, ProcessLog log, HttpClient client) {
        this.settings = settings;
        this.log = log;
        this.client = client;
        this.ownership = new Ownership(settings.home(), settings.port());
    }

    Condition condition() {
        return condition;
    }

    int restarts() {
        return restarts;
    }

    @Override
    public void run() {
        Duration backoff = settings.minBackoff();
        int inARow = 0;
        try {
            while (true) {
                Outcome outcome = runOnce();
                if (outcome == Outcome.STEADY) {
                    backoff = settings.minBackoff();
                    inARow = 0;
                }
                if (outcome != Outcome.NEVER_RAN && givenUp(inARow)) {
                    return;
                }
                LOG.atWarn()
                        .addKeyValue("reason", condition.reason())
                        .addKeyValue("again_in_ms", backoff.toMillis())
                        .log("the model process is not running");
                TimeUnit.NANOSECONDS.sleep(backoff.toNanos());
                backoff = shorter(backoff.multipliedBy(2), settings.maxBackoff());
                if (outcome != Outcome.NEVER_RAN) {
                    restarts++;
                    inARow++;
                }
            }
        } catch (InterruptedException stopped) {
            end();
            stopped();
        }
    }

    /** Said when it was ended by hand, even if it had been given up before. */
    void stopped() {
        condition = condition.without(BridgeState.STOPPED, "it was stopped", null);
    }

    private enum Outcome {
        /** Nothing was started: the port is taken, or there is no program. */
        NEVER_RAN,
        BRIEF,
        STEADY
    }

    private boolean givenUp(int inARow) {
        if (settings.maxRestarts() == 0 || inARow < settings.maxRestarts()) {
            return false;
        }
        condition =
                condition.without(
                        BridgeState.FAILED,
                        "given up after "
                                + inARow
                                + " restarts in a row; the last time, "
                                + condition.reason()
                                + ". When that is mended: pylon bridge start",
                        null);
        LOG.atError()
                .addKeyValue("restarts", inARow)
                .addKeyValue("reason", condition.reason())
                .log("the model process is given up");
        return true;
    }

    /** From a start to an end, for whatever reason. */
    private Outcome runOnce() throws InterruptedException {
        if (!ownPortIsFree()) {
            return Outcome.NEVER_RAN;
        }
        Process started;
        String nonce = nonce();
        try {
            Program program = new ProgramSearch(settings).find();
            ProcessBuilder builder =
                    new ProcessBuilder(program.commandLine(settings.port()))
                            .redirectErrorStream(true);
            builder.environment().putAll(settings.environment());
            builder.environment().put(Health.NONCE_VARIABLE, nonce);
            started = builder.start();
            condition = Condition.starting(program, started);
        } catch (IOException | RuntimeException e) {
            condition =
                    condition.without(
                            BridgeState.FAILED, "it can't be started: " + e.getMessage(), null);
            return Outcome.NEVER_RAN;
        }
        ownership.write(started.toHandle(), settings.requireNonce() ? nonce : "");
        log.drain(started.getInputStream());
        Duration healthy = watch(started, nonce);
        end();
        condition = condition.without(BridgeState.RESTARTING, condition.reason() + "", null);
        return healthy.compareTo(settings.steady()) > 0 ? Outcome.STEADY : Outcome.BRIEF;
    }

    private boolean ownPortIsFree() throws InterruptedException {
        int port = settings.port();
        Optional<Long> otherAgents = Orphan.end(ownership, client, port, settings.healthLimit());
        if (PortHolder.isFree(port)) {
            return true;
        }
        String stranger =
                otherAgents.isPresent()
                        ? "process "
                                + otherAgents.get()
                                + ", which another bridge-agent has started"
                        : PortHolder.describe(port);
        condition =
                condition.without(
                        BridgeState.FAILED,
                        "port "
                                + port
                                + " is taken by "
                                + stranger
                                + "; end that, or set pylon.bridge.port",
                        stranger);
        return false;
    }

    /** Until it has ended or is to be ended; for how long it was healthy. */
    private Duration watch(Process started, String nonce) throws InterruptedException {
        HealthWatch watch = new HealthWatch(settings, client, started, nonce);
        Optional<Health> first = watch.first();
        first.ifPresent(this::take);
        Instant healthySince = Instant.now();
        if (first.isPresent()) {
            LOG.atInfo()
                    .addKeyValue("pid", started.pid())
                    .addKeyValue("port", settings.port())
                    .addKeyValue("state", condition.state())
                    .log("the model process answers");
            watch.untilItEnds(this::take);
        }
        condition = condition.because(watch.reason() + (started.isAlive() ? "" : log.lastWords()));
        return first.isPresent() ? Duration.between(healthySince, Instant.now()) : Duration.ZERO;
    }

    private void take(Health seen) {
        condition = condition.seen(seen);
    }

    private void end() {
        Process running = condition.process();
        if (running != null) {
            Ending.of(running.toHandle());
            ownership.clear();
        }
    }

    private static String nonce() {
        byte[] random = new byte[16];
        new java.security.SecureRandom().nextBytes(random);
        return HexFormat.of().formatHex(random);
    }

    private static Duration shorter(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }
}
