package dev.pylon.bridge.process;

import dev.pylon.bridge.BridgeSettings;
import dev.pylon.bridge.simulator.Simulator;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The command line of the model process. */
final class LaunchCommand {
    private LaunchCommand() {}

    static List<String> of(BridgeSettings settings) {
        List<String> command =
                new ArrayList<>(settings.simulated() ? simulator() : settings.command());
        command.add(Integer.toString(settings.port()));
        return command;
    }

    /** The same Java and class path as ours; from an executable jar by way of its own launcher. */
    private static List<String> simulator() {
        String classPath = System.getProperty("java.class.path");
        List<String> command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Xmx48m",
                                "-XX:+UseSerialGC",
                                "-XX:TieredStopAtLevel=1",
                                "-Xshare:auto",
                                "-XX:-UsePerfData"));
        if (classPath.endsWith("-exec.jar")) {
            command.addAll(
                    List.of(
                            "-Dloader.main=" + Simulator.class.getName(),
                            "-cp",
                            classPath,
                            "org.springframework.boot.loader.launch.PropertiesLauncher"));
        } else {
            command.addAll(List.of("-cp", classPath, Simulator.class.getName()));
        }
        return command;
    }
}
