package dev.pylon.cli.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pylon.cli.CommandFailure;
import dev.pylon.cli.ExitCode;
import dev.pylon.cli.Pylon;
import dev.pylon.cli.home.Home;
import dev.pylon.cli.home.Ports;
import dev.pylon.kit.app.ServiceApp;
import dev.pylon.nostr.event.EventTemplate;
import dev.pylon.nostr.event.Tags;
import dev.pylon.nostr.key.SecretKey;
import dev.pylon.postgres.junit.FreePorts;
import dev.pylon.postgres.junit.TestDatabase;
import dev.pylon.relay.RelayServiceApplication;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.context.ConfigurableApplicationContext;

/** {@code pylon relay import} and {@code export}, against a relay as {@code pylon up} starts it. */
class TransferCommandsTest {
    private static final long NOW = System.currentTimeMillis() / 1000;

    private record Said(int code, String text) {}

    @TempDir private Path folder;

    @Test
    void eventsGoInAndComeOutAndBothGoOnAfterAnInterruption() throws Exception {
        Home home = home();
        List<String> lines = lines(300);
        Path file = folder.resolve("in.jsonl");
        Files.write(file, lines);
        Path out = folder.resolve("out.jsonl");

        assertThat(run("import", file.toString()).code()).isEqualTo(ExitCode.UNREACHABLE);

        try (ConfigurableApplicationContext relay = relay(home)) {
            assertThat(relay.isRunning()).isTrue();
            // as if the first hundred had been taken before
            int bytes = String.join("\n", lines.subList(0, 100)).length() + 1;
            Files.writeString(folder.resolve("in.jsonl.imported"), bytes + "\n");
            Said some = run("import", file.toString());
            assertThat(some.code()).isEqualTo(ExitCode.OK);
            assertThat(some.text()).contains("200 lines: 200 stored, 0 known already, 0 refused");
            assertThat(folder.resolve("in.jsonl.imported")).doesNotExist();
            assertThat(run("import", file.toString(), "--trusted").text())
                    .contains("300 lines: 100 stored, 200 known already, 0 refused");

            assertThat(run("export", out.toString()).text()).contains("300 events written");
            String whole = Files.readString(out);
            assertThat(whole.lines()).containsExactlyInAnyOrderElementsOf(lines);
            Files.writeString(out, whole.substring(0, whole.length() / 2));
            assertThat(run("export", out.toString()).code()).isEqualTo(ExitCode.OK);
            assertThat(Files.readString(out)).isEqualTo(whole);
            Files.writeString(out, whole.substring(0, 20));
            assertThat(run("export", out.toString()).code()).isEqualTo(ExitCode.OK);
            assertThat(Files.readString(out)).isEqualTo(whole);

            Files.writeString(file, "nonsense\n");
            Files.writeString(folder.resolve("in.jsonl.imported"), "100000\n"); // of a longer file
            Said wrong = run("import", file.toString());
            assertThat(wrong.code()).isEqualTo(ExitCode.FAILED);
            assertThat(wrong.text()).contains("1 refused").contains("line 1: invalid: ");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"my letters", "my letters\nand more", "{\"id\": 1}\n", "\n"})
    void aFileOfOtherThingsIsLeftAlone(String content) throws Exception {
        Path mine = folder.resolve("mine.txt");
        Files.writeString(mine, content);
        RelayHttp nowhere = new RelayHttp("http://127.0.0.1:" + FreePorts.next(), "key");

        assertThatThrownBy(() -> new EventExport(nowhere, mine, "{}").run(0))
                .isInstanceOf(CommandFailure.class)
                .hasMessageContaining("mine.txt")
                .hasMessageContaining("Give another file");
        assertThat(Files.readString(mine)).isEqualTo(content);
    }

    @Test
    void theBarSaysHowFarItIs() {
        assertThat(ProgressBar.line(50, 100, 2000, Duration.ofSeconds(2)))
                .isEqualTo("[###############---------------]  50 %  2000 events, 1000/s");
        assertThat(ProgressBar.line(0, 0, 0, Duration.ZERO)).contains("100 %");
        ByteArrayOutputStream shown = new ByteArrayOutputStream();
        new ProgressBar(new PrintStream(shown), false).show(1, 2, 3);
        assertThat(shown.size()).isZero();
    }

    private static List<String> lines(int count) {
        SecretKey key = SecretKey.generate();
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            lines.add(
                    new EventTemplate(1, Tags.none(), "event " + i, NOW - 1000 + i / 4)
                            .sign(key)
                            .toJson());
        }
        return lines;
    }

    private Home home() throws Exception {
        Home home = new Home(folder);
        home.initialise(FreePorts.offset(new Ports(0).all()));
        return home;
    }

    private static ConfigurableApplicationContext relay(Home home) {
        List<String> arguments = new ArrayList<>(List.of(TestDatabase.fresh().arguments()));
        arguments.add("--server.port=" + home.ports().relay());
        arguments.add("--pylon.api-keys-file=" + home.hashes("relay-service"));
        return ServiceApp.run(
                RelayServiceApplication.class,
                RelayServiceApplication.NAME,
                arguments.toArray(String[]::new));
    }

    private Said run(String... arguments) {
        List<String> all = new ArrayList<>(List.of("relay", "--home", folder.toString()));
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
