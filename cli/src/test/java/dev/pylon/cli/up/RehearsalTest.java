package dev.pylon.cli.up;

import static org.assertj.core.api.Assertions.assertThatCode;

import dev.pylon.cli.home.Home;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The recorded answers are still what the commands understand. */
class RehearsalTest {
    @TempDir private Path folder;

    @Test
    void everyCommandEndsWell() throws Exception {
        assertThatCode(() -> Rehearsal.perform(new Home(folder))).doesNotThrowAnyException();
    }
}
