package dev.pylon.bridge.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pylon.api.bridge.BridgeApi;
import dev.pylon.api.bridge.BridgeLog;
import dev.pylon.api.bridge.BridgeState;
import dev.pylon.api.bridge.BridgeStatus;
import dev.pylon.kit.client.RemoteProblem;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Mono;

/** Start, stop, restart and log by REST. */
class BridgeControlTest {
    @TempDir private Path folder;

    @Test
    void whoMayAdministerStopsStartsAndRestarts() throws Exception {
        try (RunningAgent agent = new RunningAgent(folder)) {
            long first = Objects.requireNonNull(agent.await(BridgeState.READY).pid());
            BridgeApi api = agent.api("admin");

            BridgeStatus stopped = block(api.stop());
            assertThat(stopped.state()).isEqualTo(BridgeState.STOPPED);
            assertThat(ProcessHandle.of(first).filter(ProcessHandle::isAlive)).isEmpty();
            assertThat(agent.complete(RunningAgent.prompt("Why?")).statusCode()).isEqualTo(503);

            block(api.start());
            long second = Objects.requireNonNull(agent.await(BridgeState.READY).pid());
            assertThat(second).isNotEqualTo(first);

            block(api.restart());
            Awaitility.await()
                    .atMost(RunningAgent.LIMIT)
                    .until(() -> {
                        BridgeStatus status = agent.status();
                        return status.ready() && !Objects.equals(status.pid(), second);
                    });
        }
    }

    @Test
    void theLogsEndIsShown() throws Exception {
        Path script = folder.resolve("talker");
        java.nio.file.Files.writeString(
                script, "#!/bin/sh\nfor i in 1 2 3; do echo line $i; done; sleep 60\n");
        script.toFile().setExecutable(true);
        try (RunningAgent agent = new RunningAgent(folder, "--pylon.bridge.command=" + script)) {
            BridgeApi api = agent.api("admin");

            Awaitility.await()
                    .atMost(RunningAgent.LIMIT)
                    .untilAsserted(() ->
                            assertThat(block(api.logs(2)))
                                    .isEqualTo(new BridgeLog(List.of("line 2", "line 3"))));
            assertThat(block(api.logs(null)).lines()).hasSize(3);
            assertThatThrownBy(() -> block(api.logs(0)))
                    .isInstanceOfSatisfying(
                            RemoteProblem.class,
                            problem -> assertThat(problem.status()).isEqualTo(400));
        }
    }

    @Test
    void aKeyForJobsDoesNotDo() throws Exception {
        try (RunningAgent agent = new RunningAgent(folder)) {
            agent.await(BridgeState.READY);
            BridgeApi api = agent.api("secret");

            for (Mono<?> call : List.of(api.start(), api.stop(), api.restart(), api.logs(null))) {
                assertThatThrownBy(() -> block(call))
                        .isInstanceOfSatisfying(
                                RemoteProblem.class,
                                problem -> assertThat(problem.status()).isEqualTo(403));
            }
            assertThat(agent.status().ready()).isTrue();
        }
    }

    private static <T> T block(Mono<T> call) {
        return Objects.requireNonNull(call.block(RunningAgent.LIMIT));
    }
}
