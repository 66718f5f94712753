package dev.pylon.provider.backend.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ApiKeyTest {
    @TempDir private Path folder;

    @Test
    void theFileWinsOverTheVariableAndIsReadAnewEachTime() throws IOException {
        Path file = folder.resolve("key");
        ApiKey key = new ApiKey(file, "KEY", Map.of("KEY", "from the variable")::get);

        assertThat(key.read().block()).contains("from the variable");
        Files.writeString(file, " from the file\n");
        assertThat(key.read().block()).contains("from the file");
    }

    @Test
    void saysWhereItWasLookedFor() {
        Path file = folder.resolve("key");
        ApiKey key = new ApiKey(file, "KEY", name -> null);

        assertThat(key.read().block()).isEmpty();
        assertThat(key.missing())
                .isEqualTo("no API key: no key in " + file + ", and KEY is not set");
    }
}
