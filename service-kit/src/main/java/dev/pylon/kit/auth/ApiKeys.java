package dev.pylon.kit.auth;

import dev.pylon.primitives.Hashes;
import dev.pylon.primitives.Hex;
import dev.pylon.primitives.Msat;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;

/**
 * The API keys a service accepts, known by their SHA-256, from a file that is read again when it
 * changes. A file that has become unreadable leaves the keys as they were and is logged.
 */
public final class ApiKeys {
    private static final Logger LOG = LoggerFactory.getLogger(ApiKeys.class);

    /**
     * A key that is accepted.
     *
     * @param sha256 of its secret, 32 bytes
     */
    @SuppressWarnings("ArrayRecordComponent")
    public record Known(byte[] sha256, Caller caller) {}

    private record Entry(byte[] sha256, Caller caller) {}

    private record Loaded(FileTime modified, List<Entry> entries) {}

    private final Path file;
    private volatile Loaded loaded;

    /**
     * @throws IllegalArgumentException if the file can't be read or is wrong
     */
    public ApiKeys(Path file) {
        this.file = file;
        try {
            loaded = load();
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "the file of API keys, " + file + ", can't be read: " + e.getMessage(), e);
        }
    }

    /**
     * Whose secret this is. Every entry is compared, in time that does not depend on the secret.
     */
    public Optional<Caller> find(String secret) {
        byte[] hash = Hashes.sha256(secret.getBytes(StandardCharsets.UTF_8));
        @Nullable Caller found = null;
        for (Entry entry : loaded.entries()) {
            if (Hashes.constantTimeEquals(entry.sha256(), hash)) {
                found = entry.caller();
            }
        }
        return Optional.ofNullable(found);
    }

    /** The keys of this name: more than one while a key is being replaced. */
    public List<Known> named(String keyId) {
        return loaded.entries().stream()
                .filter(entry -> entry.caller().keyId().equals(keyId))
                .map(entry -> new Known(entry.sha256().clone(), entry.caller()))
                .toList();
    }

    /** The accounts that keys belong to. */
    public Set<String> accounts() {
        Set<String> accounts = new TreeSet<>();
        loaded.entries().forEach(entry -> accounts.add(entry.caller().account()));
        return accounts;
    }

    /** Reads the file again if it has changed. */
    void refresh() {
        try {
            if (!Files.getLastModifiedTime(file).equals(loaded.modified())) {
                loaded = load();
                LOG.atInfo().addKeyValue("file", file).log("API keys read again");
            }
        } catch (IOException | IllegalArgumentException e) {
            LOG.atWarn()
                    .addKeyValue("file", file)
                    .addKeyValue("error", e.getMessage())
                    .log("API keys stay as they were");
        }
    }

    private Loaded load() throws IOException {
        FileTime modified = Files.getLastModifiedTime(file);
        try {
            Object document =
                    new Yaml(new SafeConstructor(new LoaderOptions())).load(Files.readString(file));
            List<Entry> entries = new ArrayList<>();
            if (document instanceof List<?> list) {
                for (Object item : list) {
                    entries.add(entry(item));
                }
            } else if (document != null) {
                throw new IllegalArgumentException("it must be a list of keys");
            }
            return new Loaded(modified, List.copyOf(entries));
        } catch (YAMLException | IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "the file of API keys, " + file + ", is wrong: " + e.getMessage(), e);
        }
    }

    private static Entry entry(Object item) {
        if (!(item instanceof Map<?, ?> map)) {
            throw new IllegalArgumentException("each key has id, sha256, account and scopes");
        }
        String id = text(map, "id");
        byte[] hash = Hex.decode(text(map, "sha256"));
        if (hash.length != 32) {
            throw new IllegalArgumentException(
                    "the sha256 of key '" + id + "' must have 64 hex digits");
        }
        Set<Scope> scopes = new TreeSet<>();
        if (map.get("scopes") instanceof List<?> words) {
            words.forEach(word -> scopes.add(Scope.parse(String.valueOf(word))));
        }
        return new Entry(
                hash, new Caller(id, text(map, "account"), scopes, budget(map.get("budget"))));
    }

    private static Optional<Budget> budget(@Nullable Object value) {
        if (!(value instanceof Map<?, ?> map)) {
            return Optional.empty();
        }
        return Optional.of(
                new Budget(
                        Msat.of(Long.parseLong(text(map, "maxMsat"))),
                        Duration.parse(text(map, "per"))));
    }

    private static String text(Map<?, ?> map, String name) {
        Object value = map.get(name);
        if (value == null || value.toString().isBlank()) {
            throw new IllegalArgumentException("'" + name + "' is missing");
        }
        return value.toString();
    }
}
