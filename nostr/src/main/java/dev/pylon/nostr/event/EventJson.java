package dev.pylon.nostr.event;

import dev.pylon.nostr.json.JsonReader;
import dev.pylon.nostr.json.JsonWriter;
import dev.pylon.nostr.json.MalformedJson;
import dev.pylon.primitives.Hashes;
import java.time.Instant;
import java.util.Optional;

/** Events as JSON in the midst of other JSON, and their canonical form that is hashed. */
public final class EventJson {
    static final int MAX_KIND = 65535;

    private EventJson() {}

    /**
     * Reads one event. Fields that NIP-01 does not know are skipped; a known one that is missing,
     * repeated or of another shape is an error.
     *
     * @throws MalformedEvent if it is none; what the reader had left is then undefined
     */
    public static Event read(JsonReader in) {
        int begin = in.position();
        EventReader reader = new EventReader(in);
        try {
            return reader.read();
        } catch (MalformedJson e) {
            throw new MalformedEvent(e.reason(), reader.idKnownOrFoundIn(in.from(begin)));
        }
    }

    /** Writes one event. */
    public static void write(Event event, JsonWriter out) {
        out.beginObject();
        out.name("id").hex(event.id().toBytes());
        out.name("pubkey").hex(event.pubkey().toBytes());
        out.name("created_at").value(event.createdAt());
        out.name("kind").value(event.kind());
        out.name("tags");
        write(event.tags(), out);
        out.name("content").value(event.content());
        out.name("sig").hex(event.sig().toBytes());
        out.endObject();
    }

    /** Tags alone, as NIP-90 puts them into encrypted content. */
    public static void write(Tags tags, JsonWriter out) {
        out.beginArray();
        for (int i = 0; i < tags.size(); i++) {
            Tag tag = tags.get(i);
            out.beginArray();
            for (int j = 0; j < tag.size(); j++) {
                out.value(tag.values().get(j));
            }
            out.endArray();
        }
        out.endArray();
    }

    /**
     * Tags alone.
     *
     * @throws MalformedJson if it is no array of non-empty arrays of strings
     */
    public static Tags readTags(JsonReader in) {
        return EventReader.tags(in);
    }

    static JsonWriter write(Event event) {
        JsonWriter out = new JsonWriter(400 + event.content().length() + 80 * event.tags().size());
        write(event, out);
        return out;
    }

    static EventId idOf(PublicKey author, long createdAt, int kind, Tags tags, String content) {
        JsonWriter out = new JsonWriter(128 + content.length() + 80 * tags.size());
        out.beginArray().value(0).hex(author.toBytes()).value(createdAt).value(kind);
        write(tags, out);
        out.value(content).endArray();
        return EventId.of(Hashes.sha256(out.toBytes()));
    }

    static Optional<Instant> parseTime(String text) {
        if (text.isEmpty() || text.length() > 16 || !text.chars().allMatch(EventJson::isDigit)) {
            return Optional.empty();
        }
        long seconds = Long.parseLong(text);
        return seconds > Event.MAX_TIME
                ? Optional.empty()
                : Optional.of(Instant.ofEpochSecond(seconds));
    }

    static void checkTime(long createdAt) {
        if (createdAt < 0 || createdAt > Event.MAX_TIME) {
            throw new IllegalArgumentException("created_at is seconds from 0 to 2^53 - 1");
        }
    }

    static void checkKind(int kind) {
        if (kind < 0 || kind > MAX_KIND) {
            throw new IllegalArgumentException("kind is from 0 to 65535");
        }
    }

    private static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }
}
