package dev.pylon.bridge.process;

import dev.pylon.bridge.BridgeSettings;
import dev.pylon.bridge.BridgeSettings.SimulatorUse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.springframework.boot.system.ApplicationHome;

/**
 * Finds the model process's program: what is configured; else {@code foundation-bridge} in the
 * home's {@code bin}, beside the agent's own code, or where Swift builds it in the folders above
 * that. The working directory is not looked at, and no program that somebody else can write.
 */
final class ProgramSearch {
    static final String NAME = "foundation-bridge";
    private static final int ABOVE = 5;
    private static final List<String> BUILDS =
            List.of(
                    ".build/release",
                    ".build/debug",
                    ".build/arm64-apple-macosx/release",
                    ".build/arm64-apple-macosx/debug",
                    ".build/apple/Products/Release");

    private final BridgeSettings settings;
    private final Path code;

    ProgramSearch(BridgeSettings settings) {
        this(settings, new ApplicationHome(ProgramSearch.class).getDir().toPath());
    }

    /**
     * @param code the folder of the agent's own code
     */
    ProgramSearch(BridgeSettings settings, Path code) {
        this.settings = settings;
        this.code = code.toAbsolutePath().normalize();
    }

    /**
     * @throws IOException if there is none and the simulator may not stand in; the message says
     *     where it was looked for
     */
    Program find() throws IOException {
        if (settings.simulator() == SimulatorUse.ALWAYS) {
            return new Program.Simulated(List.of());
        }
        if (!settings.command().isEmpty()) {
            return new Program.Native(settings.command());
        }
        List<String> searched = new ArrayList<>();
        for (Path place : places()) {
            if (Files.isExecutable(place) && Files.isRegularFile(place)) {
                if (isOursAlone(place)) {
                    return new Program.Native(List.of(place.toString()));
                }
                searched.add(
                        place + " (not used: others may change it; chmod go-w it, and own it)");
            } else {
                searched.add(place.toString());
            }
        }
        if (settings.simulator() == SimulatorUse.NEVER) {
            throw new IOException(
                    "no "
                            + NAME
                            + " was found; set pylon.bridge.command or put it at one of "
                            + searched);
        }
        return new Program.Simulated(searched);
    }

    Set<Path> places() {
        Set<Path> places = new LinkedHashSet<>();
        Path home = settings.home();
        if (home != null) {
            places.add(home.resolve("bin").resolve(NAME));
        }
        places.add(code.resolve(NAME));
        Path folder = code;
        for (int i = 0; i < ABOVE && folder != null && folder.getNameCount() > 0; i++) {
            for (String project : List.of(NAME, "bridge-agent/" + NAME)) {
                Path built = folder.resolve(project);
                // most of these folders are not there, and need not be named
                if (Files.isDirectory(built)) {
                    BUILDS.forEach(build -> places.add(built.resolve(build).resolve(NAME)));
                }
            }
            folder = folder.getParent();
        }
        return places;
    }

    private static boolean isOursAlone(Path program) {
        try {
            Set<PosixFilePermission> rights = Files.getPosixFilePermissions(program);
            String owner = Files.getOwner(program).getName();
            return !rights.contains(PosixFilePermission.GROUP_WRITE)
                    && !rights.contains(PosixFilePermission.OTHERS_WRITE)
                    && (owner.equals(System.getProperty("user.name")) || owner.equals("root"));
        } catch (IOException | UnsupportedOperationException unknown) {
            return false;
        }
    }
}
