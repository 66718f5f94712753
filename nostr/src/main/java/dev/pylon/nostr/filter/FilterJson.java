package dev.pylon.nostr.filter;

import dev.pylon.nostr.event.EventId;
import dev.pylon.nostr.event.PublicKey;
import dev.pylon.nostr.json.JsonReader;
import dev.pylon.nostr.json.JsonWriter;
import dev.pylon.nostr.json.MalformedJson;
import dev.pylon.primitives.Hex;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/** Filters as JSON in the midst of other JSON. */
public final class FilterJson {
    private static final int MAX_KIND = 65535;

    private FilterJson() {}

    /**
     * Reads one filter. A field that is not known is an error, since to ignore it would give the
     * sender more than was asked for.
     *
     * @throws MalformedFilter if it is none; what the reader had left is then undefined
     */
    public static Filter read(JsonReader in) {
        try {
            Filter.Builder builder = Filter.builder();
            Set<String> seen = new HashSet<>();
            in.beginObject();
            for (String name = in.nextName(); name != null; name = in.nextName()) {
                if (!seen.add(name)) {
                    throw new MalformedJson("the field " + shown(name) + " occurs twice");
                }
                field(name, in, builder);
            }
            return builder.build();
        } catch (MalformedJson e) {
            throw new MalformedFilter("filter: " + e.reason(), false);
        }
    }

    /** Writes one filter. */
    public static void write(Filter filter, JsonWriter out) {
        out.beginObject();
        filter.ids().ifPresent(ids -> hex("ids", ids.stream().map(EventId::toBytes).toList(), out));
        filter.authors()
                .ifPresent(keys ->
                        hex("authors", keys.stream().map(PublicKey::toBytes).toList(), out));
        filter.kinds()
                .ifPresent(kinds -> {
                    out.name("kinds").beginArray();
                    kinds.forEach(kind -> out.value(kind));
                    out.endArray();
                });
        filter.tags()
                .forEach((name, values) -> {
                    out.name("#" + name).beginArray();
                    values.forEach(out::value);
                    out.endArray();
                });
        filter.since().ifPresent(time -> out.name("since").value(time));
        filter.until().ifPresent(time -> out.name("until").value(time));
        filter.limit().ifPresent(most -> out.name("limit").value(most));
        filter.search().ifPresent(words -> out.name("search").value(words));
        out.endObject();
    }

    static boolean isTagName(String name) {
        if (name.length() != 1) {
            return false;
        }
        int lower = name.charAt(0) | 0x20;
        return lower >= 'a' && lower <= 'z';
    }

    private static void field(String name, JsonReader in, Filter.Builder builder) {
        switch (name) {
            case "ids" -> builder.ids(list(name, in, () -> EventId.of(in.nextHex(32))));
            case "authors" -> builder.authors(list(name, in, () -> PublicKey.of(in.nextHex(32))));
            case "kinds" -> builder.kinds(list(name, in, () -> (int) number(in, MAX_KIND)));
            case "since" -> builder.since(in(name, () -> number(in, Long.MAX_VALUE)));
            case "until" -> builder.until(in(name, () -> number(in, Long.MAX_VALUE)));
            case "limit" -> builder.limit(in(name, () -> limit(in)));
            case "search" -> builder.search(in(name, in::nextString));
            default -> tag(name, in, builder);
        }
    }

    private static void tag(String name, JsonReader in, Filter.Builder builder) {
        if (name.length() != 2 || name.charAt(0) != '#' || !isTagName(name.substring(1))) {
            throw new MalformedFilter("filter: the field " + shown(name) + " is not known", true);
        }
        // NIP-01 wants ids and keys here exactly as in "ids" and "authors"
        boolean hex = name.equals("#e") || name.equals("#p");
        builder.tag(name.substring(1), list(name, in, hex ? () -> hexText(in) : in::nextString));
    }

    private static String hexText(JsonReader in) {
        return Hex.encode(in.nextHex(32));
    }

    private static <T> List<T> list(String name, JsonReader in, Supplier<T> element) {
        return in(
                name,
                () -> {
                    List<T> values = new ArrayList<>(4);
                    in.beginArray();
                    while (in.nextElement()) {
                        values.add(element.get());
                    }
                    return values;
                });
    }

    private static long number(JsonReader in, long max) {
        long value = in.nextLong();
        if (value < 0 || value > max) {
            throw new MalformedJson("a number that is not from 0 to " + max);
        }
        return value;
    }

    /** More than an int holds is as good as no limit of the client's own. */
    private static int limit(JsonReader in) {
        return (int) Math.min(number(in, Long.MAX_VALUE), Integer.MAX_VALUE);
    }

    private static <T> T in(String name, Supplier<T> value) {
        try {
            return value.get();
        } catch (MalformedJson e) {
            throw new MalformedJson(name + ": " + e.reason());
        }
    }

    private static void hex(String name, List<byte[]> values, JsonWriter out) {
        out.name(name).beginArray();
        values.forEach(out::hex);
        out.endArray();
    }

    private static String shown(String name) {
        return name.length() <= 40 ? name : name.substring(0, 40) + "…";
    }
}
