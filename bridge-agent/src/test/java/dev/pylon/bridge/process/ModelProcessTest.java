package dev.pylon.bridge.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pylon.api.bridge.BridgeState;
import dev.pylon.api.bridge.BridgeStatus;
import dev.pylon.api.bridge.CompletionLoad;
import dev.pylon.api.bridge.UnavailableReason;
import dev.pylon.bridge.BridgeSettings;
import dev.pylon.postgres.junit.FreePorts;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

/** Real processes: the simulator, scripts, and models that are not well. */
class ModelProcessTest {
    private static final Duration LIMIT = Duration.ofSeconds(40);

    @TempDir private Path folder;

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final List<ModelProcess> started = new ArrayList<>();
    private final int port = FreePorts.next();

    @AfterEach
    void stop() {
        started.forEach(ModelProcess::stop);
    }

    @Test
    void theSimulatorIsReadyAndIsSaidToBeASimulator() throws Exception {
        ModelProcess process = start(Map.of());

        BridgeStatus status = await(process, BridgeState.READY);

        assertThat(status.simulated()).isTrue();
        assertThat(status.command()).isEqualTo("simulator");
        assertThat(status.platform()).isEqualTo("simulated");
        assertThat(status.port()).isEqualTo(port);
        assertThat(status.reason()).isNull();
        assertThat(meters.get("bridge.process.ready").gauge().value()).isEqualTo(1);
        Path log = folder.resolve("process.log");
        Awaitility.await()
                .atMost(LIMIT)
                .untilAsserted(() -> assertThat(log).content().contains("simulator ready"));
    }

    @Test
    void aModelThatIsNotAvailableIsDegradedAndSaysWhy() {
        ModelProcess process =
                start(Map.of("pylon.bridge.command", ScriptedModel.command("degraded")));

        BridgeStatus status = await(process, BridgeState.DEGRADED);

        assertThat(process.isReady()).isFalse();
        assertThat(status.modelAvailable()).isFalse();
        assertThat(status.simulated()).isFalse();
        assertThat(status.version()).isEqualTo("1.2.3");
        assertThat(status.reason()).isEqualTo("Apple Intelligence is turned off");
    }

    @ParameterizedTest
    @EnumSource(UnavailableReason.class)
    void whyAppleHasNoModelIsToldInItsWordsAndInOurs(UnavailableReason reason) {
        ModelProcess process =
                start(
                        Map.of(
                                "pylon.bridge.environment.PYLON_SIMULATOR_UNAVAILABLE",
                                reason.word()));

        BridgeStatus status = await(process, BridgeState.DEGRADED);

        assertThat(status.ready()).isFalse();
        assertThat(status.unavailableReason()).isEqualTo(reason);
        assertThat(status.reason()).isEqualTo(reason.sentence());
        assertThat(status.pid()).isNotNull();
    }

    @Test
    void aSlowStartIsWaitedFor() {
        ModelProcess process =
                start(Map.of("pylon.bridge.command", ScriptedModel.command("slow-start")));

        Awaitility.await().atMost(LIMIT).until(() -> status(process).pid() != null);
        assertThat(status(process).state()).isEqualTo(BridgeState.STARTING);

        assertThat(await(process, BridgeState.READY).restarts()).isZero();
    }

    @Test
    void anAnswerThatBecomesGarbageIsAHang() {
        ModelProcess process =
                start(
                        Map.of(
                                "pylon.bridge.command",
                                ScriptedModel.command("garbage-later"),
                                "pylon.bridge.health-interval",
                                "50ms"));
        ProcessHandle first = await(process);
        await(process, BridgeState.READY);

        Awaitility.await().atMost(LIMIT).until(() -> status(process).restarts() > 0);

        assertThat(first.isAlive()).isFalse();
    }

    @Test
    void whatCanNotRepeatTheNonceIsNotTakenForOursUnlessToldSo() {
        Map<String, String> withoutNonce =
                new LinkedHashMap<>(
                        Map.of(
                                "pylon.bridge.command",
                                ScriptedModel.command("no-nonce"),
                                "pylon.bridge.start-limit",
                                "3s"));
        ModelProcess strict = start(withoutNonce);
        awaitReason(strict, "does not repeat the nonce");
        assertThat(strict.isReady()).isFalse();
        strict.stop();

        withoutNonce.put("pylon.bridge.require-nonce", "false");
        await(start(withoutNonce), BridgeState.READY);
    }

    @Test
    void aCrashLoopIsGivenUpAndStartsAnewByHand() throws IOException {
        Path starts = folder.resolve("starts");
        ModelProcess process =
                start(
                        Map.of(
                                "pylon.bridge.command",
                                script("echo again >> " + starts + "; exit 7"),
                                "pylon.bridge.min-backoff",
                                "10ms",
                                "pylon.bridge.max-restarts",
                                "3"));

        awaitReason(process, "given up after 3 restarts in a row");
        assertThat(status(process).reason()).contains("status 7").contains("pylon bridge start");
        assertThat(status(process).state()).isEqualTo(BridgeState.FAILED);
        assertThat(starts).content().hasLineCount(4);

        process.start();
        Awaitility.await()
                .atMost(LIMIT)
                .untilAsserted(() -> assertThat(starts).content().hasLineCount(8));
        awaitReason(process, "given up");
        process.stop();
        assertThat(status(process).state()).isEqualTo(BridgeState.STOPPED);
    }

    @Test
    void itIsStoppedStartedAndRestartedByHand() {
        ModelProcess process = start(Map.of());
        ProcessHandle first = await(process);
        await(process, BridgeState.READY);

        process.start();
        assertThat(status(process).pid()).as("a second start does nothing").isEqualTo(first.pid());

        process.stop();
        assertThat(first.isAlive()).isFalse();
        assertThat(status(process).state()).isEqualTo(BridgeState.STOPPED);
        assertThat(folder.resolve("run")).isEmptyDirectory();

        process.start();
        ProcessHandle second = await(process);
        await(process, BridgeState.READY);
        process.restart();
        assertThat(second.isAlive()).isFalse();
        assertThat(await(process, BridgeState.READY).restarts()).isZero();
    }

    @Test
    void notEverythingThatAnswersIsReady() {
        ModelProcess process =
                start(
                        Map.of(
                                "pylon.bridge.command",
                                ScriptedModel.command("any-2xx"),
                                "pylon.bridge.start-limit",
                                "5s"));

        awaitReason(process, "not healthy within 5 s");

        assertThat(process.isReady()).isFalse();
    }

    @Test
    void aProcessWhoseHealthStallsInMidAnswerIsEndedAndStartedAnew() {
        ModelProcess process =
                start(
                        Map.of(
                                "pylon.bridge.command",
                                ScriptedModel.command("stalls"),
                                "pylon.bridge.health-interval",
                                "50ms",
                                "pylon.bridge.health-limit",
                                "300ms"));
        ProcessHandle first = await(process);

        Awaitility.await()
                .atMost(LIMIT)
                .until(() -> status(process).restarts() > 0 && status(process).pid() != null);

        assertThat(first.isAlive()).isFalse();
        assertThat(status(process).pid()).isNotEqualTo(first.pid());
    }

    @Test
    void aKilledProcessIsFollowedByANewOne() {
        ModelProcess process = start(Map.of());
        ProcessHandle first = await(process);

        first.destroyForcibly();

        Awaitility.await()
                .atMost(LIMIT)
                .untilAsserted(() -> {
                    assertThat(process.isReady()).isTrue();
                    assertThat(status(process).pid()).isNotEqualTo(first.pid());
                    assertThat(status(process).restarts()).isEqualTo(1);
                });
    }

    @Test
    void aProcessThatKeepsEndingIsStartedLessAndLessOften() throws IOException {
        Path times = folder.resolve("times");
        ModelProcess process =
                start(
                        Map.of(
                                "pylon.bridge.command",
                                script("date +%s%N >> " + times + "; echo no such model; exit 7"),
                                "pylon.bridge.min-backoff",
                                "300ms"));

        Awaitility.await()
                .atMost(LIMIT)
                .until(() -> Files.exists(times) && Files.readAllLines(times).size() >= 4);

        awaitReason(process, "status 7 while starting, saying: no such model");
        List<Long> starts = Files.readAllLines(times).stream().map(Long::valueOf).toList();
        assertThat(starts.get(1) - starts.get(0)).isGreaterThan(300_000_000L);
        assertThat(starts.get(2) - starts.get(1)).isGreaterThan(600_000_000L);
        assertThat(starts.get(3) - starts.get(2)).isGreaterThan(1_200_000_000L);
    }

    @Test
    void aProgramThatIsNotThereIsNamed() {
        ModelProcess process = start(Map.of("pylon.bridge.command", "/no/such/foundation-bridge"));

        awaitReason(process, "/no/such/foundation-bridge");
    }

    @Test
    void aTakenPortIsNamedAndNobodyElsesProcessIsTakenForOurs() throws IOException {
        ModelProcess process;
        try (ServerSocket stranger = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            process = start(Map.of("pylon.bridge.max-backoff", "300ms"));

            awaitReason(process, "port " + stranger.getLocalPort() + " is taken");

            BridgeStatus status = status(process);
            assertThat(status.state()).isEqualTo(BridgeState.FAILED);
            assertThat(status.pid()).isNull();
            assertThat(status.stranger())
                    .startsWith("process " + ProcessHandle.current().pid() + " (")
                    .contains("java");
        }
        assertThat(await(process, BridgeState.READY).stranger()).isNull();
    }

    @Test
    void aFloodOfOutputIsDrainedAndItsLogIsBounded() throws IOException {
        ModelProcess process =
                start(
                        Map.of(
                                "pylon.bridge.command",
                                script(
                                        "i=0; while [ $i -lt 60000 ]; do echo 'output that nobody reads';"
                                                + " i=$((i+1)); done; echo finished; exit 7"),
                                "pylon.bridge.max-log-bytes",
                                "100000",
                                "pylon.bridge.min-backoff",
                                "5m"));

        awaitReason(process, "status 7");
        Awaitility.await()
                .atMost(LIMIT)
                .untilAsserted(() ->
                        assertThat(folder.resolve("process.log")).content().endsWith("finished\n"));

        Path log = folder;
        assertThat(log.resolve("process.log")).content().hasSizeLessThan(101_000);
        assertThat(log.resolve("process.log.1")).content().hasSizeBetween(90_000, 101_000);
        assertThat(process.lastLines()).hasSizeLessThanOrEqualTo(200);
    }

    @Test
    void whatTheProcessHasStartedItselfEndsWithIt() throws IOException {
        ModelProcess process =
                start(
                        Map.of(
                                "pylon.bridge.command",
                                script("trap '' TERM; sleep 600 & sleep 600; sleep 600")));
        ProcessHandle shell = await(process);
        Awaitility.await().atMost(LIMIT).until(() -> shell.descendants().count() == 2);
        List<ProcessHandle> family = shell.descendants().toList();

        process.stop();

        Awaitility.await()
                .atMost(LIMIT)
                .untilAsserted(() -> {
                    assertThat(shell.isAlive()).isFalse();
                    assertThat(family).noneMatch(ProcessHandle::isAlive);
                });
        assertThat(status(process).state()).isEqualTo(BridgeState.STOPPED);
    }

    private static BridgeStatus status(ModelProcess process) {
        return process.status(new CompletionLoad(0, 0, 1, 0));
    }

    private ModelProcess start(Map<String, String> more) {
        ModelProcess process = process(more);
        process.start();
        return process;
    }

    private ModelProcess process(Map<String, String> more) {
        Map<String, String> properties = new LinkedHashMap<>();
        properties.put("pylon.bridge.log-file", folder.resolve("process.log").toString());
        properties.putAll(more);
        ModelProcess process = new ModelProcess(settings(folder, port, properties), meters);
        started.add(process);
        return process;
    }

    static BridgeSettings settings(Path home, int port) {
        return settings(home, port, Map.of());
    }

    private static BridgeSettings settings(Path home, int port, Map<String, String> more) {
        Map<String, String> properties = new LinkedHashMap<>();
        properties.put("pylon.bridge.home", home.toString());
        properties.put("pylon.bridge.port", Integer.toString(port));
        properties.putAll(more);
        return new Binder(new MapConfigurationPropertySource(properties))
                .bindOrCreate("pylon.bridge", BridgeSettings.class);
    }

    private static ProcessHandle await(ModelProcess process) {
        Awaitility.await().atMost(LIMIT).until(() -> status(process).pid() != null);
        return ProcessHandle.of(Objects.requireNonNull(status(process).pid())).orElseThrow();
    }

    private static BridgeStatus await(ModelProcess process, BridgeState state) {
        Awaitility.await().atMost(LIMIT).until(() -> status(process).state() == state);
        return status(process);
    }

    private static void awaitReason(ModelProcess process, String part) {
        Awaitility.await()
                .atMost(LIMIT)
                .untilAsserted(() -> assertThat(status(process).reason()).contains(part));
    }

    private String script(String text) throws IOException {
        Path script = folder.resolve("model.sh");
        Files.writeString(script, "#!/bin/sh\n" + text + "\n");
        script.toFile().setExecutable(true);
        return script.toString();
    }
}
