package dev.pylon.nostr.event;

import dev.pylon.nostr.json.JsonReader;
import dev.pylon.nostr.json.MalformedJson;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads one event's JSON, field by field as they come. */
final class EventReader {
    private final JsonReader in;
    private @Nullable EventId id;
    private @Nullable PublicKey pubkey;
    private @Nullable Signature sig;
    private @Nullable Tags tags;
    private @Nullable String content;
    private long createdAt = -1;
    private long kind = -1;

    EventReader(JsonReader in) {
        this.in = in;
    }

    Event read() {
        in.beginObject();
        for (String name = in.nextName(); name != null; name = in.nextName()) {
            field(name);
        }
        return event();
    }

    private void field(String name) {
        switch (name) {
            case "id" -> {
                once(id == null, name);
                id = EventId.of(hex(name, 32));
            }
            case "pubkey" -> {
                once(pubkey == null, name);
                pubkey = PublicKey.of(hex(name, 32));
            }
            case "created_at" -> {
                once(createdAt < 0, name);
                createdAt = number(name, Event.MAX_TIME);
            }
            case "kind" -> {
                once(kind < 0, name);
                kind = number(name, EventJson.MAX_KIND);
            }
            case "tags" -> {
                once(tags == null, name);
                tags = tags(in);
            }
            case "content" -> {
                once(content == null, name);
                content = in.nextString();
            }
            case "sig" -> {
                once(sig == null, name);
                sig = Signature.of(hex(name, Signature.SIZE));
            }
            default -> in.skipValue();
        }
    }

    private Event event() {
        EventId knownId = present(id, "id");
        PublicKey author = present(pubkey, "pubkey");
        present(createdAt < 0 ? null : createdAt, "created_at");
        present(kind < 0 ? null : kind, "kind");
        return new Event(
                knownId,
                author,
                createdAt,
                (int) kind,
                present(tags, "tags"),
                present(content, "content"),
                present(sig, "sig"));
    }

    /** The id read before the error, or else the one that a second look at the same bytes finds. */
    @Nullable EventId idKnownOrFoundIn(JsonReader sameEvent) {
        if (id != null) {
            return id;
        }
        try {
            sameEvent.beginObject();
            for (String name = sameEvent.nextName(); name != null; name = sameEvent.nextName()) {
                if (name.equals("id")) {
                    return EventId.of(sameEvent.nextHex(32));
                }
                sameEvent.skipValue();
            }
        } catch (MalformedJson beyondHelp) {
            return null;
        }
        return null;
    }

    static Tags tags(JsonReader in) {
        List<Tag> all = new ArrayList<>(8);
        in.beginArray();
        while (in.nextElement()) {
            List<String> values = in.nextStrings();
            if (values.isEmpty()) {
                throw new MalformedJson("a tag without a name at byte " + in.position());
            }
            all.add(new Tag(values));
        }
        return Tags.of(all);
    }

    private byte[] hex(String name, int bytes) {
        try {
            return in.nextHex(bytes);
        } catch (MalformedJson e) {
            throw new MalformedJson(name + ": " + e.reason());
        }
    }

    private long number(String name, long max) {
        try {
            long value = in.nextLong();
            if (value >= 0 && value <= max) {
                return value;
            }
        } catch (MalformedJson e) {
            throw new MalformedJson(name + ": " + e.reason());
        }
        throw new MalformedJson(name + " is from 0 to " + max);
    }

    private static void once(boolean first, String name) {
        if (!first) {
            throw new MalformedJson("the field " + name + " occurs twice");
        }
    }

    private static <T> T present(@Nullable T value, String name) {
        if (value == null) {
            throw new MalformedJson("the field " + name + " is missing");
        }
        return value;
    }
}
