package dev.pylon.cli.transfer;

import dev.pylon.cli.CommandFailure;
import dev.pylon.cli.ExitCode;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes a relay's events to a file of JSON lines, oldest first. If the file is there already it
 * goes on after its last whole line.
 */
public final class EventExport {
    private static final Duration LIMIT = Duration.ofDays(1);
    private static final int TAIL = 4 << 20;

    private final RelayHttp relay;
    private final Path file;
    private final String filter;
    private final ProgressBar bar;
    private final JsonMapper json = new JsonMapper();

    /**
     * @param filter of NIP-01, as JSON
     */
    public EventExport(RelayHttp relay, Path file, String filter) {
        this(relay, file, filter, ProgressBar.onTerminal());
    }

    EventExport(RelayHttp relay, Path file, String filter, ProgressBar bar) {
        this.relay = relay;
        this.file = file;
        this.filter = filter;
        this.bar = bar;
    }

    /**
     * Emits how many events were written now.
     *
     * @param expected about how many there are, for the progress bar
     */
    public long run(long expected) throws IOException {
        String path =
                "/api/export?filter=" + URLEncoder.encode(filter, StandardCharsets.UTF_8) + after();
        long written = 0;
        try (bar;
                InputStream in =
                        relay.send(
                                path,
                                HttpRequest.newBuilder().GET(),
                                HttpResponse.BodyHandlers.ofInputStream(),
                                LIMIT);
                OutputStream out =
                        new BufferedOutputStream(
                                Files.newOutputStream(
                                        file,
                                        StandardOpenOption.CREATE,
                                        StandardOpenOption.APPEND))) {
            byte[] buffer = new byte[1 << 16];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                out.write(buffer, 0, n);
                for (int i = 0; i < n; i++) {
                    written += buffer[i] == '\n' ? 1 : 0;
                }
                bar.show(written, Math.max(expected, written + 1), written);
            }
            bar.show(1, 1, written);
        }
        return written;
    }

    /** The parameter that says where to go on. Half a line at the end is cut off. */
    private String after() throws IOException {
        if (!Files.exists(file)) {
            return "";
        }
        try (RandomAccessFile there = new RandomAccessFile(file.toFile(), "rw")) {
            byte[] tail = new byte[(int) Math.min(there.length(), TAIL)];
            there.seek(there.length() - tail.length);
            there.readFully(tail);
            int end = lastLineFeed(tail, tail.length - 1);
            boolean halfALine = tail.length < TAIL && (tail.length == 0 || tail[0] == '{');
            String after = end < 0 && halfALine ? "" : after(tail, end);
            there.setLength(there.length() - tail.length + end + 1);
            return after;
        }
    }

    /** Nobody's file of other things is cut or added to. */
    private String after(byte[] tail, int end) {
        try {
            int begin = lastLineFeed(tail, end - 1) + 1;
            JsonNode last = json.readTree(tail, begin, Math.max(0, end - begin));
            String id = last.path("id").asString("");
            if (id.matches("[0-9a-f]{64}") && last.path("created_at").isIntegralNumber()) {
                return "&after=" + last.path("created_at").asLong() + ":" + id;
            }
        } catch (JacksonException notJson) {
            // said below
        }
        throw new CommandFailure(
                ExitCode.USAGE,
                file + " is there already and does not end with an event. Give another file.");
    }

    private static int lastLineFeed(byte[] bytes, int from) {
        for (int i = from; i >= 0; i--) {
            if (bytes[i] == '\n') {
                return i;
            }
        }
        return -1;
    }
}
