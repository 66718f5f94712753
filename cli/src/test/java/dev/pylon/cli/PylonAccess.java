package dev.pylon.cli;

import java.util.ArrayList;
import java.util.List;

/** Runs a command as {@code main} would, without ending the JVM. */
public final class PylonAccess {
    private PylonAccess() {}

    public static int commandLine(String command, List<String> arguments) {
        List<String> all = new ArrayList<>(List.of(command));
        all.addAll(arguments);
        return Pylon.commandLine().execute(all.toArray(String[]::new));
    }
}
