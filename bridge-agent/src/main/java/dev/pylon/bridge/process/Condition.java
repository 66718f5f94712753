package dev.pylon.bridge.process;

import dev.pylon.api.bridge.BridgeState;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How the model process is at a moment; never changed, only followed by another.
 *
 * @param reason why it is not ready
 * @param stranger who has its port
 */
record Condition(
        BridgeState state,
        @Nullable Program program,
        @Nullable Process process,
        @Nullable Health health,
        @Nullable Instant startedAt,
        @Nullable String reason,
        @Nullable String stranger) {
    static Condition notStarted() {
        return new Condition(
                BridgeState.STOPPED, null, null, null, null, "it has not been started", null);
    }

    static Condition starting(Program program, Process process) {
        return new Condition(
                BridgeState.STARTING,
                program,
                process,
                null,
                Instant.now(),
                "it is starting",
                null);
    }

    Condition seen(Health now) {
        return new Condition(
                now.ready() ? BridgeState.READY : BridgeState.DEGRADED,
                program,
                process,
                now,
                startedAt,
                now.ready() ? null : now.why(),
                null);
    }

    /** Without a process that runs. */
    Condition without(BridgeState state, String reason, @Nullable String stranger) {
        return new Condition(state, program, null, null, startedAt, reason, stranger);
    }

    Condition because(String why) {
        return new Condition(state, program, process, health, startedAt, why, stranger);
    }
}
