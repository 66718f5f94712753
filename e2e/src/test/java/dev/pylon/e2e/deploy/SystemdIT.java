package dev.pylon.e2e.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pylon.cli.home.Home;
import dev.pylon.cli.home.Ports;
import dev.pylon.postgres.LocalPostgres;
import dev.pylon.postgres.junit.FreePorts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The unit's command, started and ended as systemd does it, and systemd's own check of the unit.
 */
class SystemdIT {
    private static final SystemdUnit UNIT = new SystemdUnit();

    @Test
    void theCommandRunsPylonInTheForegroundAndEndsItAllOnSigterm(@TempDir Path folder)
            throws Exception {
        new Home(folder).initialise(FreePorts.offset(new Ports(0).all()));
        Path log = Path.of("target", "e2e-logs", "systemd.log");
        Files.createDirectories(log.getParent());
        ProcessBuilder builder =
                new ProcessBuilder(UNIT.command())
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile());
        assertThat(UNIT.value("Environment")).startsWith("PYLON_HOME=");
        builder.environment().put("PYLON_HOME", folder.toString());
        Process service = builder.start();
        try {
            Awaitility.await()
                    .atMost(Duration.ofSeconds(90))
                    .until(() -> !service.isAlive() || Deploy.text(log).contains("Ready."));
            assertThat(service.isAlive()).as(Deploy.text(log)).isTrue();
            ProcessHandle postmaster = postmaster(folder);

            service.destroy();

            assertThat(service.waitFor(seconds("TimeoutStopSec"), TimeUnit.SECONDS)).isTrue();
            assertThat(service.exitValue())
                    .isEqualTo(Integer.parseInt(UNIT.value("SuccessExitStatus")));
            assertThat(postmaster.isAlive()).isFalse();
        } finally {
            service.destroyForcibly().waitFor();
            LocalPostgres.stopIfRunning(folder);
        }
    }

    @Test
    @Tag("cluster-tools")
    void systemdFindsNothingWrong(@TempDir Path folder) throws IOException {
        Path copy = folder.resolve("pylon.service");
        Files.writeString(
                copy,
                Deploy.text(SystemdUnit.FILE).replace("/opt/pylon/jdk/bin/java", "/bin/true"));

        Tool.run("systemd-analyze", "verify", "--man=no", copy.toString());
    }

    private static ProcessHandle postmaster(Path home) {
        String pid =
                Deploy.text(home.resolve("db").resolve("postmaster.pid"))
                        .lines()
                        .findFirst()
                        .orElseThrow();
        return ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
    }

    private static long seconds(String setting) {
        return Long.parseLong(UNIT.value(setting));
    }
}
