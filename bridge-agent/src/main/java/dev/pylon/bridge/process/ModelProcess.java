package dev.pylon.bridge.process;

import dev.pylon.api.bridge.BridgeState;
import dev.pylon.api.bridge.BridgeStatus;
import dev.pylon.api.bridge.CompletionLoad;
import dev.pylon.bridge.BridgeSettings;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.http.HttpClient;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * The model process of this agent: starts with it and ends with it, and in between by hand. All of
 * its methods may be called from any thread; start, stop and restart wait for the old process's
 * end, some seconds at most.
 */
@Component
public final class ModelProcess implements SmartLifecycle {
    private final BridgeSettings settings;
    private final ProcessLog log;
    private final HttpClient client;
    private volatile Supervisor supervisor;
    private @Nullable Thread keeper;

    ModelProcess(BridgeSettings settings, MeterRegistry meters) {
        this.settings = settings;
        this.log = new ProcessLog(settings);
        this.client =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .connectTimeout(settings.healthLimit())
                        .build();
        this.supervisor = new Supervisor(settings, log, client);
        meters.gauge("bridge.process.ready", this, self -> self.isReady() ? 1 : 0);
        meters.gauge("bridge.process.restarts", this, self -> self.supervisor.restarts());
    }

    public boolean isReady() {
        return supervisor.condition().state() == BridgeState.READY;
    }

    /** Why it is not ready; empty if it is. */
    public String reason() {
        String reason = supervisor.condition().reason();
        return reason == null ? "" : reason;
    }

    public BridgeStatus status(CompletionLoad load) {
        Supervisor now = supervisor;
        Condition condition = now.condition();
        Health health = condition.health();
        Process process = condition.process();
        Program program = condition.program();
        return new BridgeStatus(
                condition.state(),
                condition.state() == BridgeState.READY,
                program instanceof Program.Simulated,
                program == null ? "" : program.shown(),
                program instanceof Program.Simulated simulated ? simulated.searched() : List.of(),
                process != null && process.isAlive() ? process.pid() : null,
                settings.port(),
                health == null ? null : health.version(),
                health == null ? null : health.platform(),
                health != null && health.modelAvailable(),
                health == null ? null : health.unavailable(),
                now.restarts(),
                condition.startedAt(),
                condition.reason(),
                condition.stranger(),
                load);
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

    /** Does nothing if it is kept running already; starts anew if it was given up. */
    @Override
    public synchronized void start() {
        if (keeper != null && keeper.isAlive()) {
            return;
        }
        supervisor = new Supervisor(settings, log, client);
        keeper = Thread.ofPlatform().name("model-process").daemon().start(supervisor);
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
            keeping.join(Ending.FAREWELL.plusSeconds(2));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        supervisor.stopped();
    }

    public synchronized void restart() {
        stop();
        start();
    }

    /** For Spring, that it be stopped with the agent. */
    @Override
    public synchronized boolean isRunning() {
        return keeper != null;
    }
}
