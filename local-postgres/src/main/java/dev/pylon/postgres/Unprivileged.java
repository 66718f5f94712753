package dev.pylon.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * PostgreSQL refuses to run as root. Where user namespaces are allowed, root becomes an ordinary
 * user in one of its own and still owns the files; elsewhere the programs run as {@code nobody},
 * who is given the folders.
 */
sealed interface Unprivileged {
    /** The command as it must be run. */
    List<String> wrap(List<String> command);

    /** Gives a folder to whoever runs the programs. */
    void own(Path folder);

    /** For an ordinary user: nothing to do. */
    record AsWeAre() implements Unprivileged {
        @Override
        public List<String> wrap(List<String> command) {
            return command;
        }

        @Override
        public void own(Path folder) {}
    }

    /** {@code unshare}, from util-linux 2.34 on. */
    record InUserNamespace() implements Unprivileged {
        static final List<String> PREFIX = List.of("unshare", "--user", "--map-user=1000");

        @Override
        public List<String> wrap(List<String> command) {
            return joined(PREFIX, command);
        }

        @Override
        public void own(Path folder) {}
    }

    /** {@code setpriv}, with folders that {@code nobody} can reach. */
    record AsNobody() implements Unprivileged {
        static final List<String> PREFIX =
                List.of("setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups");

        @Override
        public List<String> wrap(List<String> command) {
            return joined(PREFIX, command);
        }

        @Override
        public void own(Path folder) {
            if (!succeeds(
                    joined(
                            PREFIX,
                            List.of(
                                    "test",
                                    "-x",
                                    folder.toAbsolutePath().resolveSibling(".").toString())))) {
                throw new LocalPostgresException(
                        "PostgreSQL must not run as root, and the user nobody can't reach "
                                + folder
                                + ". Set PYLON_HOME to a folder that everybody may enter, such as /var/lib/pylon, or run as an"
                                + " ordinary user.");
            }
            if (!succeeds(List.of("chown", "-R", "nobody:nogroup", folder.toString()))) {
                throw new LocalPostgresException(
                        folder + " can't be given to the user nobody, as whom PostgreSQL runs");
            }
        }
    }

    static Unprivileged choose() {
        if (!isRoot()) {
            return new AsWeAre();
        }
        return succeeds(joined(InUserNamespace.PREFIX, List.of("true")))
                ? new InUserNamespace()
                : new AsNobody();
    }

    private static boolean isRoot() {
        try {
            Map<String, Object> owner = Files.readAttributes(Path.of("/proc/self"), "unix:uid");
            return Integer.valueOf(0).equals(owner.get("uid"));
        } catch (IOException | UnsupportedOperationException notLinux) {
            return "root".equals(System.getProperty("user.name"));
        }
    }

    private static boolean succeeds(List<String> command) {
        try {
            Process process =
                    new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start();
            return process.waitFor(20, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException noSuchProgram) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static List<String> joined(List<String> prefix, List<String> command) {
        List<String> all = new ArrayList<>(prefix);
        all.addAll(command);
        return all;
    }
}
