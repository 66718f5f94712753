package dev.pylon.cli.transfer;

import dev.pylon.api.relay.ImportSummary;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;

/**
 * Sends a file of JSON lines, some at a time. How far the relay has taken it is kept beside the
 * file, so that the same command goes on after an interruption.
 */
public final class EventImport {
    private static final int CHUNK = 4 << 20;
    private static final Duration LIMIT = Duration.ofMinutes(5);

    private final RelayHttp relay;
    private final Path file;
    private final Path mark;
    private final boolean trusted;
    private final ProgressBar bar;
    private final JsonMapper json = new JsonMapper();

    public EventImport(RelayHttp relay, Path file, boolean trusted) {
        this(relay, file, trusted, ProgressBar.onTerminal());
    }

    EventImport(RelayHttp relay, Path file, boolean trusted, ProgressBar bar) {
        this.relay = relay;
        this.file = file;
        this.mark = file.resolveSibling(file.getFileName() + ".imported");
        this.trusted = trusted;
        this.bar = bar;
    }

    /** Sends what is left of the file, and sums up what became of it. */
    public ImportSummary run() throws IOException {
        long size = Files.size(file);
        long at = begin(size);
        ImportSummary all = new ImportSummary(0, 0, 0, 0, List.of());
        try (bar;
                InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
            in.skipNBytes(at);
            for (byte[] chunk = chunk(in); chunk.length > 0; chunk = chunk(in)) {
                all = together(all, send(chunk));
                at += chunk.length;
                Files.writeString(mark, at + "\n");
                bar.show(at, size, all.lines());
            }
        }
        Files.deleteIfExists(mark);
        return all;
    }

    /** Where the last attempt ended; at the beginning if the file has been replaced since. */
    private long begin(long size) throws IOException {
        if (!Files.exists(mark)) {
            return 0;
        }
        try {
            long at = Long.parseLong(Files.readString(mark).strip());
            return at <= size ? at : 0;
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    private ImportSummary send(byte[] chunk) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder()
                        .header("Content-Type", "application/x-ndjson")
                        .POST(HttpRequest.BodyPublishers.ofByteArray(chunk));
        String path = "/api/import" + (trusted ? "?trusted=true" : "");
        byte[] answer = relay.send(path, request, HttpResponse.BodyHandlers.ofByteArray(), LIMIT);
        return json.readValue(answer, ImportSummary.class);
    }

    /** Whole lines, about so many bytes; none at the file's end. */
    private static byte[] chunk(InputStream in) throws IOException {
        ByteArrayOutputStream chunk = new ByteArrayOutputStream(CHUNK);
        for (int b = in.read(); b >= 0; b = in.read()) {
            chunk.write(b);
            if (b == '\n' && chunk.size() >= CHUNK) {
                break;
            }
        }
        return chunk.toByteArray();
    }

    private static ImportSummary together(ImportSummary a, ImportSummary b) {
        List<ImportSummary.Refusal> refusals = new ArrayList<>(a.refusals());
        b.refusals()
                .forEach(refusal ->
                        refusals.add(
                                new ImportSummary.Refusal(
                                        a.lines() + refusal.line(), refusal.reason())));
        return new ImportSummary(
                a.lines() + b.lines(),
                a.stored() + b.stored(),
                a.known() + b.known(),
                a.refused() + b.refused(),
                refusals.subList(0, Math.min(refusals.size(), 20)));
    }
}
