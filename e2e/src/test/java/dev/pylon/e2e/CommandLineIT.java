package dev.pylon.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pylon.cli.home.Ports;
import dev.pylon.postgres.junit.FreePorts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The command line as its user meets it: processes, exit statuses and what they print. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class CommandLineIT {
    private static Path home;
    private static int offset;

    private record Ran(int status, String out, String err) {
        JsonNode json() {
            return JsonMapper.builder().build().readTree(out);
        }
    }

    @BeforeAll
    static void makeHome() throws IOException {
        home = Files.createTempDirectory("pylon-cli-");
        offset = FreePorts.offset(new Ports(0).all());
        assertThat(pylon("init", "--port-offset", Integer.toString(offset)).status()).isZero();
    }

    @AfterAll
    static void stop() throws IOException {
        pylon("down");
        try (Stream<Path> files = Files.walk(home)) {
            files.sorted(java.util.Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        }
    }

    @Test
    @Order(1)
    void beforeAnythingRunsItSaysWhatToDo() {
        Ran status = pylon("status");
        assertThat(status.status()).isEqualTo(3);
        assertThat(status.out()).contains("pylon up");

        Ran list = pylon("job", "list");
        assertThat(list.status()).isEqualTo(3);
        assertThat(list.err()).contains("pylon up").doesNotContain("Exception");

        Ran doctor = pylon("doctor");
        assertThat(doctor.status()).isEqualTo(1);
        assertThat(doctor.out()).contains("[FAIL] services");
    }

    @Test
    @Order(2)
    void aTakenPortIsNamed() throws IOException {
        try (ServerSocket stranger =
                new ServerSocket(7_460 + offset, 1, InetAddress.getLoopbackAddress())) {
            Ran up = pylon("up");

            assertThat(up.status()).isEqualTo(1);
            assertThat(up.err())
                    .contains(Integer.toString(stranger.getLocalPort()))
                    .doesNotContain("Exception");
        }
    }

    @Test
    @Order(3)
    void oneCommandBuysAJobAndTellsEachStep() {
        Ran run = pylon("run", "Why is the sky blue?");

        assertThat(run.err()).isEmpty();
        assertThat(run.status()).isZero();
        assertThat(run.out())
                .containsSubsequence(
                        "pylon down",
                        "submitted",
                        "accepted",
                        "quoted",
                        "paid",
                        "[simulated]",
                        "result",
                        "Cost 21 sat");
    }

    @Test
    @Order(4)
    void theSecondTimeItAnswersInJson() {
        Ran run = pylon("run", "--json", "And at night? 🌌");

        assertThat(run.status()).isZero();
        JsonNode job = run.json();
        assertThat(job.path("status").asString()).isEqualTo("completed");
        assertThat(job.path("result").asString()).contains("🌌");
        assertThat(job.path("paidMsat").asLong()).isEqualTo(21_000);
        assertThat(job.path("provider").asString()).hasSize(64);
        assertThat(job.path("stages").path("resultMs").asLong()).isPositive();
    }

    @Test
    @Order(5)
    void whatWasBoughtCanBeSeen() {
        assertThat(pylon("job", "list").out())
                .contains("[done]")
                .contains("🌌")
                .contains("paid 21 sat");
        String id =
                pylon("job", "list", "--json").json().path("items").path(0).path("id").asString();
        assertThat(pylon("job", "status", id.substring(0, 16)).out())
                .contains(id)
                .contains("completed")
                .contains("Timings:");
        assertThat(pylon("job", "results", id).out()).contains("[simulated]");
        assertThat(pylon("wallet", "history").out())
                .contains("↑")
                .contains("21 sat")
                .contains("[done]");
        assertThat(pylon("wallet", "balance").out()).contains("sat available");
        assertThat(pylon("earnings").out()).contains("Earned    42 sat");
        assertThat(pylon("providers").out()).contains("SIMULATED").contains("npub1");
        assertThat(pylon("models").out()).contains("simulated").contains("21 sat");
        assertThat(pylon("relay", "info").out()).contains("Pylon Relay");
        assertThat(pylon("relay", "stats").out()).contains("Jobs       0 pending, 2 completed");
        assertThat(pylon("status").status()).isZero();
        Ran doctor = pylon("doctor");
        assertThat(doctor.out()).contains("All well.").doesNotContain("FAIL");
        assertThat(doctor.status()).isZero();
    }

    @Test
    @Order(6)
    void withoutAutoPayTheInvoiceWaitsForADecision() {
        Ran submit = pylon("job", "submit", "By hand", "--wait", "--timeout", "3");
        assertThat(submit.status()).isEqualTo(6);
        String id =
                pylon("job", "list", "--json").json().path("items").path(0).path("id").asString();
        assertThat(pylon("job", "status", id).out())
                .contains("payment-required")
                .contains("lnbcrt");

        Ran paid = pylon("job", "pay", id);

        assertThat(paid.status()).isZero();
        assertThat(paid.out()).contains("paid").contains("result");
    }

    @Test
    @Order(7)
    void wrongUsageIsExplained() {
        assertThat(pylon("run").status()).isEqualTo(2);
        assertThat(pylon("run", "x", "--bid", "lots").err()).contains("21sat");
        Ran unknown = pylon("job", "status", "ffffffff");
        assertThat(unknown.status()).isEqualTo(1);
        assertThat(unknown.err()).contains("pylon job list");
        Ran broke = pylon("wallet", "pay", "lnbcrt1nonsense");
        assertThat(broke.status()).isEqualTo(1);
        assertThat(broke.err()).isNotBlank().doesNotContain("Exception");
    }

    @Test
    @Order(8)
    void secretsAreForTheirOwnerOnly() throws IOException {
        try (Stream<Path> files =
                Stream.concat(
                        Files.list(home.resolve("keys")), Files.list(home.resolve("api-keys")))) {
            assertThat(files)
                    .isNotEmpty()
                    .allSatisfy(file ->
                            assertThat(
                                            PosixFilePermissions.toString(
                                                    Files.getPosixFilePermissions(file)))
                                    .isEqualTo("rw-------"));
        }
        String log = Files.readString(home.resolve("log").resolve("pylon.log"));
        assertThat(log).doesNotContain("nsec1").doesNotContain("Why is the sky blue?");
    }

    @Test
    @Order(9)
    void afterAKillTheNextRunGoesOn() throws IOException {
        long pid =
                Long.parseLong(Files.readString(home.resolve("run").resolve("pylon.pid")).strip());
        ProcessHandle services = ProcessHandle.of(pid).orElseThrow();
        services.destroyForcibly();
        services.onExit().join();

        Ran run = pylon("run", "--json", "After the kill");

        assertThat(run.status()).isZero();
        assertThat(pylon("earnings").out()).contains("Earned    84 sat");
    }

    @Test
    @Order(10)
    void downStopsEverything() {
        assertThat(pylon("down").out()).contains("Pylon is down.");
        assertThat(pylon("down").out()).contains("Nothing was running");
        assertThat(pylon("status").status()).isEqualTo(3);
    }

    private static Ran pylon(String... arguments) {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:TieredStopAtLevel=1",
                                "-XX:+UseSerialGC",
                                "-Dstdout.encoding=UTF-8",
                                "-Dstderr.encoding=UTF-8",
                                "--enable-native-access=ALL-UNNAMED",
                                "--sun-misc-unsafe-memory-access=allow",
                                "-cp",
                                System.getProperty("java.class.path"),
                                "dev.pylon.cli.Pylon"));
        command.addAll(List.of(arguments));
        try {
            Path out = Files.createTempFile("pylon", ".out");
            Path err = Files.createTempFile("pylon", ".err");
            ProcessBuilder builder =
                    new ProcessBuilder(command)
                            .redirectOutput(out.toFile())
                            .redirectError(err.toFile());
            builder.environment().put("PYLON_HOME", home.toString());
            Process process = builder.start();
            process.getOutputStream().close();
            if (!process.waitFor(120, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError(
                        command + " did not end; it said " + Files.readString(out));
            }
            return new Ran(
                    process.exitValue(),
                    Files.readString(out, StandardCharsets.UTF_8),
                    Files.readString(err, StandardCharsets.UTF_8));
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
