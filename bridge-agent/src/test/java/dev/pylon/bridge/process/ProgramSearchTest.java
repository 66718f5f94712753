package dev.pylon.bridge.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pylon.bridge.BridgeSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class ProgramSearchTest {
    @TempDir private Path folder;

    @Test
    void whatIsConfiguredIsTaken() throws Exception {
        program("home/bin/foundation-bridge", "rwx------");

        assertThat(search(Map.of("command", "/opt/bridge,--quiet")).find())
                .isEqualTo(new Program.Native(List.of("/opt/bridge", "--quiet")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "home/bin/foundation-bridge",
                "project/cli/target/pylon/lib/foundation-bridge",
                "project/bridge-agent/foundation-bridge/.build/release/foundation-bridge",
                "project/bridge-agent/foundation-bridge/.build/debug/foundation-bridge",
                "project/bridge-agent/foundation-bridge/.build/arm64-apple-macosx/release/foundation-bridge",
                "project/bridge-agent/foundation-bridge/.build/arm64-apple-macosx/debug/foundation-bridge"
            })
    void itIsFoundWhereItMayBe(String place) throws Exception {
        Path program = program(place, "rwxr-xr-x");

        assertThat(search(Map.of()).find())
                .isEqualTo(new Program.Native(List.of(program.toString())));
    }

    @Test
    void theHomeComesFirstAndAReleaseBeforeADebugBuild() throws Exception {
        program(
                "project/bridge-agent/foundation-bridge/.build/debug/foundation-bridge",
                "rwx------");
        Path release =
                program(
                        "project/bridge-agent/foundation-bridge/.build/release/foundation-bridge",
                        "rwx------");
        assertThat(search(Map.of()).find().shown()).isEqualTo(release.toString());

        Path home = program("home/bin/foundation-bridge", "rwx------");
        assertThat(search(Map.of()).find().shown()).isEqualTo(home.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"rwxrwx---", "rwx---rwx", "rw-------"})
    void whatOthersCanWriteOrNobodyCanRunIsNotTaken(String rights) throws Exception {
        Path program = program("home/bin/foundation-bridge", rights);

        assertThat(search(Map.of()).find())
                .isInstanceOfSatisfying(
                        Program.Simulated.class,
                        simulated ->
                                assertThat(simulated.searched())
                                        .anyMatch(place -> place.startsWith(program.toString())));
    }

    @Test
    void withoutAProgramTheSimulatorStandsInUnlessItMayNot() throws Exception {
        assertThat(search(Map.of()).find()).isInstanceOf(Program.Simulated.class);

        assertThatThrownBy(() -> search(Map.of("simulator", "never")).find())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("pylon.bridge.command")
                .hasMessageContaining(folder.resolve("home/bin/foundation-bridge").toString());
    }

    @Test
    void theSimulatorCanBeAskedFor() throws Exception {
        program("home/bin/foundation-bridge", "rwx------");

        assertThat(search(Map.of("simulator", "always")).find())
                .isInstanceOf(Program.Simulated.class);
    }

    private ProgramSearch search(Map<String, String> more) throws IOException {
        Map<String, String> properties = new HashMap<>();
        properties.put("pylon.bridge.home", folder.resolve("home").toString());
        more.forEach((key, value) -> properties.put("pylon.bridge." + key, value));
        BridgeSettings settings =
                new Binder(new MapConfigurationPropertySource(properties))
                        .bindOrCreate("pylon.bridge", BridgeSettings.class);
        return new ProgramSearch(settings, folder.resolve("project/cli/target/pylon/lib"));
    }

    private Path program(String place, String rights) throws IOException {
        Path program = folder.resolve(place);
        Files.createDirectories(program.getParent());
        Files.writeString(program, "#!/bin/sh\n");
        return Files.setPosixFilePermissions(program, PosixFilePermissions.fromString(rights));
    }
}
