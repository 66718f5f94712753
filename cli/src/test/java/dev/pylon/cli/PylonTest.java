package dev.pylon.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PylonTest {
    private final PrintStream out = System.out;
    private final PrintStream err = System.err;
    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private final ByteArrayOutputStream complained = new ByteArrayOutputStream();

    @BeforeEach
    void listen() {
        System.setOut(new PrintStream(said, true, UTF_8));
        System.setErr(new PrintStream(complained, true, UTF_8));
    }

    @AfterEach
    void restore() {
        System.setOut(out);
        System.setErr(err);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--help",
                "run --help",
                "run -h",
                "job pay --help",
                "wallet --help",
                "relay export --help",
                "help relay",
            })
    void everyCommandTellsItsUsage(String words) {
        assertThat(Pylon.execute(words.split(" "))).isZero();

        assertThat(said.toString(UTF_8)).startsWith("Usage: pylon");
        assertThat(complained.toString(UTF_8)).isEmpty();
    }

    @Test
    void whatIsNoOptionIsWrongUsage() {
        assertThat(Pylon.execute("relay", "info", "--halp")).isEqualTo(2);

        assertThat(complained.toString(UTF_8)).contains("--halp");
    }
}
