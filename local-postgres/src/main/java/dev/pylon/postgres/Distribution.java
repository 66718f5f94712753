package dev.pylon.postgres;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.Locale;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/** The binaries of this machine's kind, unpacked once into a folder named after their version. */
final class Distribution {
    /**
     * The pinned version of the binaries; another major version needs an export and import of the
     * data.
     */
    static final String VERSION = "18";

    private final Path folder;

    private Distribution(Path folder) {
        this.folder = folder;
    }

    /**
     * Unpacks beside the target and moves it there whole, so that a crash leaves no half-unpacked
     * one.
     */
    static Distribution unpackedUnder(Path parent) {
        Path folder = parent.resolve(VERSION);
        if (Files.isExecutable(folder.resolve("bin").resolve("postgres"))) {
            return new Distribution(folder);
        }
        try {
            Files.createDirectories(parent);
            Path draft =
                    Files.createTempDirectory(
                            parent,
                            ".unpacking",
                            PosixFilePermissions.asFileAttribute(
                                    PosixFilePermissions.fromString("rwxr-xr-x")));
            unpack(draft);
            try {
                Files.move(draft, folder, StandardCopyOption.ATOMIC_MOVE);
            } catch (FileAlreadyExistsException
                    | java.nio.file.DirectoryNotEmptyException anotherWasFaster) {
                deleteAll(draft);
            } catch (AtomicMoveNotSupportedException e) {
                Files.move(draft, folder);
            }
            return new Distribution(folder);
        } catch (IOException e) {
            throw new LocalPostgresException(
                    "PostgreSQL can't be unpacked into "
                            + folder
                            + ": "
                            + e.getMessage()
                            + ". It needs about 60 MB there.",
                    e);
        }
    }

    Path program(String name) {
        return folder.resolve("bin").resolve(name);
    }

    private static void unpack(Path into) throws IOException {
        String resource = resourceName();
        try (InputStream packed =
                Distribution.class.getClassLoader().getResourceAsStream(resource)) {
            if (packed == null) {
                throw new LocalPostgresException(
                        "There is no PostgreSQL for this machine ("
                                + resource
                                + "). Use an installed one: set spring.r2dbc.url and spring.flyway.url of each service.");
            }
            try (TarArchiveInputStream tar =
                    new TarArchiveInputStream(new XZInputStream(new BufferedInputStream(packed)))) {
                for (TarArchiveEntry entry = tar.getNextEntry();
                        entry != null;
                        entry = tar.getNextEntry()) {
                    unpack(tar, entry, into);
                }
            }
        }
    }

    private static void unpack(TarArchiveInputStream tar, TarArchiveEntry entry, Path into)
            throws IOException {
        Path target = into.resolve(entry.getName()).normalize();
        if (!target.startsWith(into)) {
            throw new IOException("the archive points outside its folder: " + entry.getName());
        }
        if (entry.isDirectory()) {
            Files.createDirectories(target);
            return;
        }
        Path parent = target.getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
        if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
            return;
        }
        Files.copy(tar, target, StandardCopyOption.REPLACE_EXISTING);
        boolean executable = (entry.getMode() & 0100) != 0;
        Files.setPosixFilePermissions(
                target, PosixFilePermissions.fromString(executable ? "rwxr-xr-x" : "rw-r--r--"));
    }

    private static String resourceName() {
        String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        String arch = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
        boolean arm = arch.equals("aarch64") || arch.equals("arm64");
        return "postgres-"
                + (os.contains("mac") ? "darwin" : "linux")
                + "-"
                + (arm ? "arm_64" : "x86_64")
                + ".txz";
    }

    static void deleteAll(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
