package dev.pylon.bridge.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Which process an agent has started on a port, and which agent that was: a file that only its
 * owner may read, written when the process starts and deleted when it has ended. What an agent that
 * was killed leaves behind is known again by it.
 */
final class Ownership {
    private static final Logger LOG = LoggerFactory.getLogger(Ownership.class);
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /**
     * @param nonce it was given; empty if it was not asked to repeat it
     */
    record Owned(ProcessIdentity process, ProcessIdentity agent, String nonce) {}

    private final @Nullable Path file;

    /**
     * @param home null writes nothing down
     */
    Ownership(@Nullable Path home, int port) {
        this.file = home == null ? null : home.resolve("run/model-process-" + port + ".json");
    }

    /** What the file says; empty if it is not there, or is not ours to read. */
    Optional<Owned> read() {
        if (file == null || !Files.exists(file)) {
            return Optional.empty();
        }
        try {
            JsonNode document = JSON.readTree(Files.readString(file));
            return Optional.of(
                    new Owned(
                            identity(document.path("process")),
                            identity(document.path("agent")),
                            document.path("nonce").asString("")));
        } catch (IOException | JacksonException | IllegalArgumentException damaged) {
            LOG.atWarn()
                    .addKeyValue("file", file)
                    .addKeyValue("error", damaged.getMessage())
                    .log("the note of the model process can't be read, so none is taken for ours");
            return Optional.empty();
        }
    }

    /** Without a note the process can still run, but nobody would know it after our own end. */
    void write(ProcessHandle process, String nonce) {
        if (file == null) {
            return;
        }
        ObjectNode document = JSON.createObjectNode();
        Optional<ProcessIdentity> child = ProcessIdentity.of(process);
        Optional<ProcessIdentity> agent = ProcessIdentity.of(ProcessHandle.current());
        if (child.isEmpty() || agent.isEmpty()) {
            return;
        }
        document.set("process", json(child.get()));
        document.set("agent", json(agent.get()));
        document.put("nonce", nonce);
        try {
            Files.createDirectories(file.getParent());
            Path draft =
                    Files.createTempFile(
                            file.getParent(),
                            ".model-process",
                            ".new",
                            PosixFilePermissions.asFileAttribute(
                                    PosixFilePermissions.fromString("rw-------")));
            Files.writeString(draft, JSON.writeValueAsString(document));
            Files.move(
                    draft,
                    file,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            LOG.atWarn()
                    .addKeyValue("file", file)
                    .addKeyValue("error", e.getMessage())
                    .log(
                            "the model process can't be noted; it would be a stranger to the next agent");
        }
    }

    void clear() {
        try {
            if (file != null) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            LOG.atDebug().addKeyValue("error", e.getMessage()).log("an old note stays");
        }
    }

    private static JsonNode json(ProcessIdentity identity) {
        return JSON.createObjectNode()
                .put("pid", identity.pid())
                .put("startedAt", identity.startedAt().toString());
    }

    private static ProcessIdentity identity(JsonNode node) {
        try {
            return new ProcessIdentity(
                    node.path("pid").asLong(-1),
                    Instant.parse(node.path("startedAt").asString("")));
        } catch (java.time.format.DateTimeParseException e) {
            throw new IllegalArgumentException("a process has pid and startedAt", e);
        }
    }
}
