package dev.pylon.bridge.process;

import dev.pylon.bridge.simulator.Simulator;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What is started as the model process. */
sealed interface Program {
    /** The command line, with the port it is to listen on. */
    List<String> commandLine(int port);

    /** For people. */
    String shown();

    /** A program that has a model. */
    record Native(List<String> command) implements Program {
        public Native {
            command = List.copyOf(command);
        }

        @Override
        public List<String> commandLine(int port) {
            List<String> line = new ArrayList<>(command);
            line.add(Integer.toString(port));
            return line;
        }

        @Override
        public String shown() {
            return String.join(" ", command);
        }
    }

    /**
     * Ours, without a model: the same Java and class path as the agent's; from an executable jar by
     * way of its own launcher.
     *
     * @param searched where a program was looked for
     */
    record Simulated(List<String> searched) implements Program {
        public Simulated {
            searched = List.copyOf(searched);
        }

        @Override
        public List<String> commandLine(int port) {
            String classPath = System.getProperty("java.class.path");
            List<String> line =
                    new ArrayList<>(
                            List.of(
                                    Path.of(System.getProperty("java.home"), "bin", "java")
                                            .toString(),
                                    "-Xmx48m",
                                    "-XX:+UseSerialGC",
                                    "-XX:TieredStopAtLevel=1",
                                    "-Xshare:auto",
                                    "-XX:-UsePerfData"));
            if (isInExecutableJar()) {
                line.addAll(
                        List.of(
                                "-Dloader.main=" + Simulator.class.getName(),
                                "-cp",
                                classPath,
                                "org.springframework.boot.loader.launch.PropertiesLauncher"));
            } else {
                line.addAll(List.of("-cp", classPath, Simulator.class.getName()));
            }
            line.add(Integer.toString(port));
            return line;
        }

        /** Whatever that jar was renamed to. */
        private static boolean isInExecutableJar() {
            return String.valueOf(Simulator.class.getResource("Simulator.class"))
                    .contains("BOOT-INF/");
        }

        @Override
        public String shown() {
            return "simulator";
        }
    }
}
