package dev.pylon.bench.relay;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.pylon.api.relay.ImportSummary;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;
import tools.jackson.databind.json.JsonMapper;

/** Sends events as {@code pylon relay import} does, and times each piece. */
final class Imports {
    private static final int PIECE = 8 << 20;
    private static final int DIGITS = 3;

    private Imports() {}

    static Result run(Target target, String what, List<String> lines, boolean trusted)
            throws IOException, InterruptedException {
        List<byte[]> pieces = pieces(lines);
        Histogram latencies = new Histogram(DIGITS);
        JsonMapper json = new JsonMapper();
        long stored = 0;
        long refused = 0;
        Usage before = target.usage();
        long begin = System.nanoTime();
        try (HttpClient client = HttpClient.newHttpClient()) {
            for (byte[] piece : pieces) {
                long sent = System.nanoTime();
                HttpResponse<byte[]> answer =
                        client.send(
                                HttpRequest.newBuilder(
                                                target.http("/api/import?trusted=" + trusted))
                                        .header("Authorization", "Bearer " + target.apiKey())
                                        .header("Content-Type", "application/x-ndjson")
                                        .POST(HttpRequest.BodyPublishers.ofByteArray(piece))
                                        .build(),
                                HttpResponse.BodyHandlers.ofByteArray());
                if (answer.statusCode() != 200) {
                    throw new IOException("import: " + new String(answer.body(), UTF_8));
                }
                latencies.recordValue(System.nanoTime() - sent);
                ImportSummary summary = json.readValue(answer.body(), ImportSummary.class);
                stored += summary.stored();
                refused += summary.refused() + summary.known();
            }
        }
        long nanos = System.nanoTime() - begin;
        return new Result(what, stored, nanos, latencies, refused, target.usage().since(before));
    }

    private static List<byte[]> pieces(List<String> lines) {
        List<byte[]> pieces = new ArrayList<>();
        ByteArrayOutputStream piece = new ByteArrayOutputStream(PIECE);
        for (String line : lines) {
            piece.writeBytes(line.getBytes(UTF_8));
            piece.write('\n');
            if (piece.size() >= PIECE) {
                pieces.add(piece.toByteArray());
                piece.reset();
            }
        }
        pieces.add(piece.toByteArray());
        return pieces;
    }
}
