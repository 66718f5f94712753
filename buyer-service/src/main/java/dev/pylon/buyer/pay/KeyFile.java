package dev.pylon.buyer.pay;

import dev.pylon.buyer.settings.PylonSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** An API key in a file; looked at for changes at most once a second. */
final class KeyFile implements Supplier<@Nullable String> {
    private static final long LOOK_EVERY_NANOS = 1_000_000_000L;

    private final Path file;
    private @Nullable String key;
    private @Nullable FileTime modified;
    private long looked;

    KeyFile(Path file) {
        this.file = file;
    }

    /**
     * @throws IllegalArgumentException if it could never be read
     */
    @Override
    public synchronized String get() {
        String known = key;
        long now = System.nanoTime();
        if (known != null && now - looked < LOOK_EVERY_NANOS) {
            return known;
        }
        looked = now;
        try {
            FileTime time = Files.getLastModifiedTime(file);
            if (known == null || !time.equals(modified)) {
                known = PylonSettings.read(file);
                key = known;
                modified = time;
            }
            return known;
        } catch (IOException | IllegalArgumentException e) {
            if (known == null) {
                throw new IllegalArgumentException(
                        "the wallet's API key cannot be read from " + file, e);
            }
            return known;
        }
    }
}
