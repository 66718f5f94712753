package dev.pylon.bridge.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pylon.api.bridge.BridgeState;
import dev.pylon.api.bridge.BridgeStatus;
import dev.pylon.api.bridge.CompletionLoad;
import dev.pylon.bridge.BridgeAgentApplication;
import dev.pylon.postgres.junit.FreePorts;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an agent leaves behind that was killed, and what only looks like it. */
class OrphanTest {
    private static final Duration LIMIT = Duration.ofSeconds(40);

    @TempDir private Path home;

    private final List<ProcessHandle> started = new ArrayList<>();
    private final HttpClient client = HttpClient.newHttpClient();
    private final int port = FreePorts.next();

    @AfterEach
    void endAll() {
        started.forEach(ProcessHandle::destroyForcibly);
    }

    /**
     * Both kinds outlive their agent: unlike the simulator, a scripted model minds no closed input.
     */
    @ParameterizedTest
    @ValueSource(strings = {"healthy", "hangs-later"})
    void anAgentThatWasKilledIsFollowedByOneThatEndsItsProcess(String script) throws Exception {
        Process killed = agent(script);
        ProcessHandle orphan = awaitNoted();
        awaitHealthy();
        killed.destroyForcibly().waitFor();
        assertThat(orphan.isAlive()).isTrue();

        agent("healthy");

        Awaitility.await().atMost(LIMIT).until(() -> !orphan.isAlive());
        ProcessHandle next = awaitNoted();
        assertThat(next.pid()).isNotEqualTo(orphan.pid());
        awaitHealthy();
    }

    @Test
    void theSimulatorEndsByItselfWhenItsAgentIsKilled() throws Exception {
        Process killed = agent("");
        ProcessHandle orphan = awaitNoted();
        awaitHealthy();

        killed.destroyForcibly().waitFor();

        Awaitility.await().atMost(LIMIT).until(() -> !orphan.isAlive());
    }

    @Test
    void theNoteIsForItsOwnerAlone() throws Exception {
        agent("healthy");
        awaitNoted();

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(note())))
                .isEqualTo("rw-------");
    }

    @Test
    void anotherAgentsProcessIsNamedAndLeftAlone() throws Exception {
        agent("healthy");
        ProcessHandle others = awaitNoted();
        awaitHealthy();

        try (Kept second = new Kept(ModelProcessTest.settings(home, port))) {
            Awaitility.await()
                    .atMost(LIMIT)
                    .until(() -> second.status().state() == BridgeState.FAILED);

            assertThat(second.status().stranger())
                    .isEqualTo(
                            "process " + others.pid() + ", which another bridge-agent has started");
        }
        assertThat(others.isAlive()).isTrue();
    }

    @Test
    void aProcessIdThatWasGivenOutAgainIsNotEnded() throws Exception {
        Process innocent = new ProcessBuilder("sleep", "60").start();
        started.add(innocent.toHandle());
        ProcessIdentity real = ProcessIdentity.of(innocent.toHandle()).orElseThrow();
        write(real.pid(), real.startedAt().minusSeconds(60).toString());

        assertThat(end()).isEmpty();

        assertThat(innocent.isAlive()).isTrue();
    }

    @Test
    void whatAnswersWithAnotherNonceIsNotEnded() throws Exception {
        agent("healthy");
        ProcessHandle model = awaitNoted();
        awaitHealthy();
        ProcessIdentity real = ProcessIdentity.of(model).orElseThrow();
        write(real.pid(), real.startedAt().toString());

        assertThat(end()).isEmpty();

        assertThat(model.isAlive()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "{\"process\":{\"pid\":1}}", "not json"})
    void aDamagedNoteEndsNothing(String text) throws Exception {
        Files.createDirectories(note().getParent());
        Files.writeString(note(), text);

        assertThat(end()).isEmpty();
    }

    private Optional<Long> end() throws InterruptedException {
        return Orphan.end(new Ownership(home, port), client, port, Duration.ofSeconds(2));
    }

    /** A note of an agent that runs no more. */
    private void write(long pid, String startedAt) throws IOException {
        Files.createDirectories(note().getParent());
        Files.writeString(
                note(),
                """
                {"process":{"pid":%d,"startedAt":"%s"},
                 "agent":{"pid":%d,"startedAt":"2001-01-01T00:00:00Z"},"nonce":"00"}
                """
                        .formatted(pid, startedAt, pid));
    }

    private Path note() {
        return home.resolve("run/model-process-" + port + ".json");
    }

    private ProcessHandle awaitNoted() {
        Ownership ownership = new Ownership(home, port);
        Awaitility.await()
                .atMost(LIMIT)
                .until(() ->
                        ownership.read().flatMap(owned -> owned.process().running()).isPresent());
        ProcessHandle noted =
                ownership.read().flatMap(owned -> owned.process().running()).orElseThrow();
        started.add(noted);
        return noted;
    }

    private void awaitHealthy() {
        Awaitility.await()
                .atMost(LIMIT)
                .until(() -> Health.ask(client, port, Duration.ofSeconds(2)).isPresent());
    }

    /** An agent as a process of its own, that can be killed; an empty script is the simulator. */
    private Process agent(String script) throws IOException {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:TieredStopAtLevel=1",
                                "-cp",
                                System.getProperty("java.class.path"),
                                BridgeAgentApplication.class.getName(),
                                "--server.port=0",
                                "--pylon.bridge.home=" + home,
                                "--pylon.bridge.port=" + port));
        if (!script.isEmpty()) {
            command.add("--pylon.bridge.command=" + ScriptedModel.command(script));
        }
        Process agent =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(home.resolve("agent-" + System.nanoTime()).toFile())
                        .start();
        started.add(agent.toHandle());
        return agent;
    }

    /** A second agent's process, in this JVM. */
    private static final class Kept implements AutoCloseable {
        private final ModelProcess process;

        Kept(dev.pylon.bridge.BridgeSettings settings) {
            process =
                    new ModelProcess(
                            settings,
                            new io.micrometer.core.instrument.simple.SimpleMeterRegistry());
            process.start();
        }

        BridgeStatus status() {
            return process.status(new CompletionLoad(0, 0, 1, 0));
        }

        @Override
        public void close() {
            process.stop();
        }
    }
}
