package dev.pylon.relay.storage;

import dev.pylon.nostr.event.Event;
import dev.pylon.nostr.event.EventAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A run's events and their tags, as {@code append_events} wants them. */
final class EventColumns {
    private EventColumns() {}

    static Map<String, Object> of(List<VerifiedEvent> run) {
        List<UUID> tags = new ArrayList<>();
        List<Integer> tagOrds = new ArrayList<>();
        Integer[] tagEnds = new Integer[run.size()];
        for (int i = 0; i < run.size(); i++) {
            for (UUID tag : run.get(i).tagKeys()) {
                tags.add(tag);
                tagOrds.add(i + 1);
            }
            tagEnds[i] = tags.size();
        }
        Map<String, Object> columns = new HashMap<>();
        columns.put("ids", Packed.of(run, event -> event.event().id().toBytes()));
        columns.put("authors", Packed.of(run, event -> event.event().pubkey().toBytes()));
        columns.put("times", column(run, Event::createdAt, new Long[0]));
        columns.put("kinds", column(run, Event::kind, new Integer[0]));
        columns.put("bodies", lines(run));
        putUnlessEmpty(columns, "addresses", column(run, EventColumns::address, new UUID[0]));
        putUnlessEmpty(columns, "expirations", column(run, EventColumns::expiration, new Long[0]));
        if (!tags.isEmpty()) {
            columns.put("tags", tags.toArray(UUID[]::new));
            columns.put("tag_ords", tagOrds.toArray(Integer[]::new));
            columns.put("tag_ends", tagEnds);
        }
        return columns;
    }

    /** Leaves out a column in which nothing stands. */
    static void putUnlessEmpty(
            Map<String, Object> columns, String name, @Nullable Object[] column) {
        if (Stream.of(column).anyMatch(Objects::nonNull)) {
            columns.put(name, column);
        }
    }

    /**
     * JSON as we write it has no line feed, and as text it travels at half the length of bytes. An
     * empty run has none: it is how the log is looked at again after a failure.
     */
    private static String lines(List<VerifiedEvent> run) {
        if (run.isEmpty()) {
            return "";
        }
        ByteBuffer all =
                ByteBuffer.allocate(
                        run.size() + run.stream().mapToInt(event -> event.body().length).sum());
        run.forEach(event -> all.put(event.body()).put((byte) '\n'));
        return new String(all.array(), 0, all.position() - 1, StandardCharsets.UTF_8);
    }

    private static @Nullable UUID address(Event event) {
        return EventAddress.of(event).map(TagKey::of).orElse(null);
    }

    private static @Nullable Long expiration(Event event) {
        return event.expiration().map(Instant::getEpochSecond).orElse(null);
    }

    private static <T> T[] column(
            List<VerifiedEvent> run, Function<Event, @Nullable T> field, T[] type) {
        List<@Nullable T> values = new ArrayList<>(run.size());
        run.forEach(event -> values.add(field.apply(event.event())));
        return values.toArray(type);
    }
}
