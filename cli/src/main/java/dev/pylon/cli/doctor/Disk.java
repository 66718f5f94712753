package dev.pylon.cli.doctor;

import dev.pylon.cli.home.Home;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Whether the home's disk can be written and has room. */
final class Disk {
    private static final long ENOUGH = 1L << 30;
    private static final int PROBE_BYTES = 64 * 1024;

    private Disk() {}

    static Check check(Home home) {
        Path folder = home.folder();
        while (!Files.isDirectory(folder) && folder.getParent() != null) {
            folder = folder.getParent();
        }
        try {
            Path probe = Files.createTempFile(folder, ".doctor", ".probe");
            try {
                Files.write(probe, new byte[PROBE_BYTES]);
            } finally {
                Files.delete(probe);
            }
            long free = Files.getFileStore(folder).getUsableSpace();
            String detail = free / (1 << 20) + " MB free in " + folder;
            return free < ENOUGH
                    ? Check.warn(
                            "disk",
                            detail,
                            "Make room: the database stops taking writes on a full disk.")
                    : Check.ok("disk", detail);
        } catch (IOException e) {
            return Check.fail(
                    "disk",
                    folder + " can't be written: " + e.getMessage(),
                    "Free some space, or mend its permissions.");
        }
    }
}
