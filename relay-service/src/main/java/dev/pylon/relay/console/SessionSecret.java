package dev.pylon.relay.console;

import dev.pylon.primitives.Hashes;
import dev.pylon.relay.policy.AdminSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;

/** What the console's sessions are signed with: the relay itself has no key of its own. */
final class SessionSecret {
    private static final int BYTES = 32;

    private SessionSecret() {}

    /** From the file, or of this process alone. */
    static byte[] of(AdminSettings settings) {
        Path file = settings.consoleSecretFile();
        byte[] secret = file == null ? random() : read(file);
        return Hashes.tagged("pylon/console", secret);
    }

    private static byte[] random() {
        byte[] bytes = new byte[BYTES];
        new SecureRandom().nextBytes(bytes);
        return bytes;
    }

    private static byte[] read(Path file) {
        try {
            byte[] bytes = Files.readAllBytes(file);
            if (bytes.length < BYTES) {
                throw new IllegalArgumentException(
                        "pylon.relay.admin.console-secret-file, "
                                + file
                                + ", has less than 32 bytes; make one with: openssl rand -hex 32");
            }
            return bytes;
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "pylon.relay.admin.console-secret-file, " + file + ", can't be read", e);
        }
    }
}
