package dev.pylon.cli.doctor;

import dev.pylon.cli.home.Home;
import dev.pylon.nostr.keyfile.KeyFile;
import dev.pylon.nostr.keyfile.KeyLocked;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Whether the secret files can be read by their owner only, and hold keys. */
final class Keys {
    private static final Set<PosixFilePermission> OWNER =
            Set.of(
                    PosixFilePermission.OWNER_READ,
                    PosixFilePermission.OWNER_WRITE,
                    PosixFilePermission.OWNER_EXECUTE);

    private Keys() {}

    static Check check(Home home) {
        try (Stream<Path> files =
                Stream.concat(Files.list(home.keys()), Files.list(home.secrets()))) {
            List<Path> open = files.filter(Keys::isOpenToOthers).toList();
            if (!open.isEmpty()) {
                return Check.fail(
                        "keys", "others can read " + open, "Run: chmod 600 " + open.getFirst());
            }
            return Check.ok("keys", "buyer " + home.npub("buyer"));
        } catch (KeyLocked e) {
            return Check.fail(
                    "keys",
                    String.valueOf(e.getMessage()),
                    "Set %s, or write the password's file into %s: buyer-service: {%s: FILE}"
                            .formatted(KeyFile.VARIABLE, home.configuration(), KeyFile.SETTING));
        } catch (IOException | RuntimeException e) {
            return Check.fail(
                    "keys",
                    String.valueOf(e.getMessage()),
                    "Restore the folder " + home.keys() + " from a backup.");
        }
    }

    private static boolean isOpenToOthers(Path file) {
        try {
            return !OWNER.containsAll(Files.getPosixFilePermissions(file));
        } catch (IOException e) {
            return true;
        }
    }
}
