package dev.pylon.bench.relay;

import dev.pylon.nostr.event.Event;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * Events signed beforehand, as frames to send. Kept in a file, so that a repeated run need not sign
 * again, and signed anew when that is so old that a relay may refuse them.
 *
 * @param ids in hex
 * @param frames with an EVENT message each
 */
record SignedEvents(List<String> ids, List<byte[]> frames) {
    private static final Duration FRESH = Duration.ofHours(2);
    private static final int BATCH = 20_000;
    private static final int ID_DIGITS = 64;
    private static final String ID = "\"id\":\"";

    /**
     * @param event signs the one of this number; called by many threads
     */
    static SignedEvents load(Path file, int count, IntFunction<Event> event) throws IOException {
        return of(lines(file, count, event));
    }

    /** The same as JSON. */
    static List<String> lines(Path file, int count, IntFunction<Event> event) throws IOException {
        boolean there =
                Files.exists(file)
                        && Files.getLastModifiedTime(file)
                                .toInstant()
                                .isAfter(Instant.now().minus(FRESH));
        if (!there) {
            write(file, count, event);
        }
        try (BufferedReader lines = Files.newBufferedReader(file)) {
            return lines.lines().limit(count).toList();
        }
    }

    int size() {
        return frames.size();
    }

    SignedEvents slice(int from, int to) {
        return new SignedEvents(ids.subList(from, to), frames.subList(from, to));
    }

    Ids places() {
        return new Ids(
                ids.stream().mapToLong(id -> Long.parseUnsignedLong(id, 0, 16, 16)).toArray());
    }

    /** Of events as JSON. */
    static SignedEvents of(List<String> lines) {
        return new SignedEvents(
                lines.stream().map(SignedEvents::id).toList(),
                lines.stream().map(SignedEvents::frame).toList());
    }

    private static String id(String json) {
        int from = json.indexOf(ID) + ID.length();
        return json.substring(from, from + ID_DIGITS);
    }

    private static byte[] frame(String json) {
        return Frames.text(("[\"EVENT\"," + json + "]").getBytes(StandardCharsets.UTF_8));
    }

    private static void write(Path file, int count, IntFunction<Event> event) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        Path draft = file.resolveSibling(file.getFileName() + ".new");
        try (BufferedWriter out = Files.newBufferedWriter(draft)) {
            for (int from = 0; from < count; from += BATCH) {
                List<String> lines =
                        IntStream.range(from, Math.min(count, from + BATCH))
                                .parallel()
                                .mapToObj(i -> event.apply(i).toJson())
                                .toList();
                for (String line : lines) {
                    out.write(line);
                    out.write('\n');
                }
            }
        }
        Files.move(draft, file, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    }
}
