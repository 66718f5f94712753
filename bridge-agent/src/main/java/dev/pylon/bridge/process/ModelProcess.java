package dev.pylon.bridge.process;

import dev.pylon.api.bridge.BridgeState;
import dev.pylon.api.bridge.BridgeStatus;
import dev.pylon.bridge.BridgeSettings;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.http.HttpClient;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Keeps the process running: starts it on a port that is free, waits until it is healthy, looks at
 * it again and again, ends it when it hangs, starts it anew when it has ended, waiting longer each
 * time, and ends it with the agent.
 */
@Component
public final class ModelProcess implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(ModelProcess.class);
    private static final int MISSES = 3;
    private static final Duration FIRST_LOOK = Duration.ofMillis(30);
    private static final Duration FAREWELL = Duration.ofSeconds(5);

    private final BridgeSettings settings;
    private final ProcessLog log;
    private final HttpClient client;
    private @Nullable Thread keeper;
    private volatile @Nullable Process process;
    private volatile BridgeState state = BridgeState.STOPPED;
    private volatile @Nullable Health health;
    private volatile @Nullable Instant startedAt;
    private volatile @Nullable String reason = "it has not been started";
    private volatile int restarts;

    ModelProcess(BridgeSettings settings, MeterRegistry meters) {
        this.settings = settings;
        this.log = new ProcessLog(settings);
        this.client =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .connectTimeout(settings.healthLimit())
                        .build();
        meters.gauge("bridge.process.ready", this, self -> self.isReady() ? 1 : 0);
        meters.gauge("bridge.process.restarts", this, self -> self.restarts);
    }

    public boolean isReady() {
        return state == BridgeState.READY;
    }

    public BridgeStatus status() {
        Health seen = health;
        Process running = process;
        return new BridgeStatus(
                state,
                settings.simulated(),
                settings.simulated() ? "simulator" : String.join(" ", settings.command()),
                running != null && running.isAlive() ? running.pid() : null,
                settings.port(),
                seen == null ? null : seen.version(),
                seen == null ? null : seen.platform(),
                seen != null && seen.modelAvailable(),
                restarts,
                startedAt,
                state == BridgeState.READY ? null : reason);
    }

    /** The last lines of its output. */
    public List<String> lastLines() {
        return log.tail();
    }

    /** Starts before the web server, and ends after the last request that needs the process. */
    @Override
    public int getPhase() {
        return 0;
    }

    @Override
    public synchronized void start() {
        keeper = Thread.ofPlatform().name("model-process").daemon().start(this::keep);
    }

    @Override
    public synchronized void stop() {
        Thread keeping = keeper;
        if (keeping == null) {
            return;
        }
        keeper = null;
        keeping.interrupt();
        try {
            keeping.join(FAREWELL.plusSeconds(2));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public synchronized boolean isRunning() {
        return keeper != null;
    }

    private void keep() {
        Duration backoff = settings.minBackoff();
        try {
            while (true) {
                Instant begun = Instant.now();
                runOnce();
                backoff =
                        Duration.between(begun, Instant.now()).compareTo(settings.steady()) > 0
                                ? settings.minBackoff()
                                : backoff;
                LOG.atWarn()
                        .addKeyValue("reason", reason)
                        .addKeyValue("again_in_ms", backoff.toMillis())
                        .log("the model process is not running");
                TimeUnit.NANOSECONDS.sleep(backoff.toNanos());
                restarts++;
                backoff = min(backoff.multipliedBy(2), settings.maxBackoff());
            }
        } catch (InterruptedException stopped) {
            reason = "it was stopped";
        } finally {
            end();
            state = BridgeState.STOPPED;
        }
    }

    /** From a start to an end, for whatever reason. */
    private void runOnce() throws InterruptedException {
        if (!isFree(settings.port())) {
            state = BridgeState.FAILED;
            reason =
                    "port "
                            + settings.port()
                            + " is taken by another process; end that, or set pylon.bridge.port";
            return;
        }
        state = BridgeState.STARTING;
        health = null;
        Process started;
        try {
            ProcessBuilder builder =
                    new ProcessBuilder(LaunchCommand.of(settings)).redirectErrorStream(true);
            builder.environment().putAll(settings.environment());
            started = builder.start();
        } catch (IOException | RuntimeException e) {
            state = BridgeState.FAILED;
            reason = "it can't be started: " + e.getMessage();
            return;
        }
        process = started;
        startedAt = Instant.now();
        log.drain(started.getInputStream());
        if (awaitHealth(started)) {
            LOG.atInfo()
                    .addKeyValue("pid", started.pid())
                    .addKeyValue("port", settings.port())
                    .addKeyValue("simulated", settings.simulated())
                    .log("the model process is ready");
            watch(started);
        }
        end();
        state = BridgeState.RESTARTING;
    }

    private boolean awaitHealth(Process started) throws InterruptedException {
        Instant limit = Instant.now().plus(settings.startLimit());
        while (Instant.now().isBefore(limit)) {
            if (started.waitFor(FIRST_LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
                reason =
                        "it ended with status "
                                + started.exitValue()
                                + " while starting"
                                + lastWords();
                return false;
            }
            Optional<Health> seen = Health.ask(client, settings.port(), settings.healthLimit());
            if (seen.isPresent() && started.isAlive()) {
                take(seen.get());
                return true;
            }
        }
        reason =
                "it was not healthy within "
                        + settings.startLimit().toSeconds()
                        + " s of its start";
        return false;
    }

    /** Returns when it has ended or hangs. */
    private void watch(Process started) throws InterruptedException {
        int misses = 0;
        while (misses < MISSES) {
            if (started.waitFor(settings.healthInterval().toMillis(), TimeUnit.MILLISECONDS)) {
                reason = "it ended with status " + started.exitValue() + lastWords();
                return;
            }
            Optional<Health> seen = Health.ask(client, settings.port(), settings.healthLimit());
            misses = seen.isPresent() ? 0 : misses + 1;
            seen.ifPresent(this::take);
        }
        reason = "it did not answer " + MISSES + " times in a row, and was ended";
    }

    private void take(Health seen) {
        health = seen;
        boolean ready = seen.ok() && seen.modelAvailable();
        reason = ready ? null : seen.reason();
        state = ready ? BridgeState.READY : BridgeState.DEGRADED;
    }

    private void end() {
        Process running = process;
        if (running == null || !running.isAlive()) {
            return;
        }
        List<ProcessHandle> family = running.descendants().toList();
        running.destroy();
        boolean interrupted = Thread.interrupted();
        try {
            if (!running.waitFor(FAREWELL.toMillis(), TimeUnit.MILLISECONDS)) {
                running.destroyForcibly();
            }
        } catch (InterruptedException e) {
            running.destroyForcibly();
            interrupted = true;
        }
        // what it has started itself would keep the port
        family.forEach(ProcessHandle::destroyForcibly);
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private String lastWords() {
        List<String> lines = log.tail();
        return lines.isEmpty() ? "" : ", saying: " + lines.getLast();
    }

    /**
     * macOS lets one listen on 127.0.0.1 beside a stranger on all addresses, so it is called too.
     */
    private static boolean isFree(int port) {
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        try (ServerSocket probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(address);
        } catch (IOException taken) {
            return false;
        }
        try (Socket caller = new Socket()) {
            caller.connect(address, 500);
            return false;
        } catch (IOException nobodyThere) {
            return true;
        }
    }

    private static Duration min(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }
}
