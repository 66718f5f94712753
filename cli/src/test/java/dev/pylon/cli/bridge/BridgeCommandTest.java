package dev.pylon.cli.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pylon.bridge.BridgeAgentApplication;
import dev.pylon.cli.ExitCode;
import dev.pylon.cli.Pylon;
import dev.pylon.cli.home.Home;
import dev.pylon.cli.home.Ports;
import dev.pylon.kit.app.ServiceApp;
import dev.pylon.postgres.junit.FreePorts;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.json.JsonMapper;

/** {@code pylon bridge …} with an agent, as {@code pylon up} starts it. */
class BridgeCommandTest {
    private record Said(int code, String text) {}

    @TempDir private Path folder;

    @Test
    void itIsStoppedStartedRestartedAndLookedAt() throws Exception {
        try (ConfigurableApplicationContext agent = agent()) {
            assertThat(agent.isRunning()).isTrue();
            Awaitility.await()
                    .untilAsserted(() -> assertThat(run("status").code()).isEqualTo(ExitCode.OK));
            assertThat(run("status").text())
                    .contains("State      ready")
                    .contains("everything it says is simulated")
                    .contains("Load       0 of 8 completions");

            Said stopped = run("stop");
            assertThat(stopped.code()).isEqualTo(ExitCode.OK);
            assertThat(stopped.text()).contains("State      stopped");
            assertThat(run("status").code()).isEqualTo(ExitCode.FAILED);

            assertThat(run("start").text()).contains("State      ready");
            long first = pid();
            Said restarted = run("restart");
            assertThat(restarted.code()).isEqualTo(ExitCode.OK);
            assertThat(pid()).isNotEqualTo(first);

            assertThat(run("logs", "--lines", "1").text())
                    .matches("simulator ready on port \\d+\\R");
        }
    }

    @Test
    void anAgentElsewhereIsReachedWithItsKey() throws Exception {
        try (ConfigurableApplicationContext agent = agent()) {
            Home home = new Home(folder);
            String url = "http://127.0.0.1:" + home.ports().bridge();
            assertThat(agent.isRunning()).isTrue();

            Said stopped =
                    run("stop", "--url", url, "--key-file", home.secret("cli-bridge").toString());

            assertThat(stopped.code()).isEqualTo(ExitCode.OK);
            assertThat(run("status", "--url", url).code()).isEqualTo(ExitCode.USAGE);
        }
    }

    @Test
    void withoutAnAgentItSaysHowToStartOne() throws Exception {
        home();

        assertThat(run("status").code()).isEqualTo(ExitCode.UNREACHABLE);
    }

    private long pid() {
        return JsonMapper.builder()
                .build()
                .readTree(run("status", "--json").text())
                .path("pid")
                .asLong(-1);
    }

    private Home home() throws IOException {
        Home home = new Home(folder);
        home.initialise(FreePorts.offset(new Ports(0).all()));
        return home;
    }

    private ConfigurableApplicationContext agent() throws IOException {
        Home home = home();
        return ServiceApp.run(
                BridgeAgentApplication.class,
                "bridge-agent",
                "--server.port=" + home.ports().bridge(),
                "--pylon.api-keys-file=" + home.hashes("bridge-agent"),
                "--pylon.bridge.home=" + folder,
                "--pylon.bridge.port=" + home.ports().modelProcess());
    }

    private Said run(String... arguments) {
        List<String> all = new ArrayList<>(List.of("bridge", "--home", folder.toString()));
        all.addAll(List.of(arguments));
        PrintStream console = System.out;
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        System.setOut(new PrintStream(said, true, StandardCharsets.UTF_8));
        try {
            int code = Pylon.execute(all.toArray(String[]::new));
            return new Said(code, said.toString(StandardCharsets.UTF_8));
        } finally {
            System.setOut(console);
        }
    }
}
