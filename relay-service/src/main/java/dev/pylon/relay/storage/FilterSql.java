package dev.pylon.relay.storage;

import dev.pylon.nostr.event.EventId;
import dev.pylon.nostr.event.PublicKey;
import dev.pylon.nostr.filter.Filter;
import dev.pylon.nostr.filter.SearchWords;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A filter as SQL: the rows of {@code event e} that match and have not expired. Every condition is
 * exact. Ids, or else the most selective tag condition, go first, kept apart from the rest so that
 * the planner starts there. How many values there are is not in the text, so that there are few
 * texts, and plans can be kept.
 */
final class FilterSql {
    /** More pairs of author and kind than this are looked for together. */
    private static final int MOST_BRANCHES = 64;

    private static final String ROW = "e.position, e.id, e.created_at, e.body";
    private static final String LEADS =
            "e.position = lead.position AND e.created_at = lead.created_at AND e.shelf = lead.shelf";
    private static final String VALUES =
            "SELECT substring(%1$s FROM i * 32 + 1 FOR 32) AS value FROM generate_series(0, octet_length(%1$s) / 32 - 1) AS s (i)";
    private static final String OF_KIND = "e.kind = k.kind AND e.shelf = shelf_of(k.kind)";

    /** The kinds of which an author has anything, each by one look into the index. */
    private static final String OWN_KINDS =
            """
            LATERAL (WITH RECURSIVE own (kind) AS (
                SELECT min(e.kind) FROM event e WHERE e.pubkey = a.value
                UNION ALL
                SELECT (SELECT min(e.kind) FROM event e WHERE e.pubkey = a.value AND e.kind > own.kind)
                  FROM own WHERE own.kind IS NOT NULL)
                SELECT kind FROM own WHERE kind IS NOT NULL) AS k
            """;

    private static final String LIMIT = ", e.id LIMIT :most";
    private static final String NEVER_FILED = "x".repeat(1000);
    private static final String NEWEST_FIRST = " ORDER BY e.created_at DESC" + LIMIT;

    private final Map<String, Object> parameters = new LinkedHashMap<>();
    private final StringJoiner conditions = new StringJoiner(" AND ");
    private final StringJoiner authorsAndKinds = new StringJoiner(" AND ");
    private final List<String> times = new ArrayList<>();
    private final String suffix;
    private final Filter filter;
    private String from = "event e";
    private boolean oneTag;

    /**
     * @param suffix makes the parameters' names unique where several filters share a statement
     */
    FilterSql(Filter filter, String suffix, long now, Audience audience) {
        this(filter, suffix, now, audience, null);
    }

    /**
     * @param last of newest first, what comes after it only
     */
    FilterSql(
            Filter filter, String suffix, long now, Audience audience, @Nullable StoredEvent last) {
        this.suffix = suffix;
        this.filter = filter;
        conditions.add("(e.expires_at IS NULL OR e.expires_at > " + parameter("now", now) + ")");
        filter.ids().ifPresent(ids -> from = fenced("e.id = " + ids(ids) + onShelves("e")));
        filter.authors()
                .ifPresent(keys -> authorsAndKinds.add("e.pubkey = " + keys("authors", keys)));
        filter.kinds()
                .ifPresent(kinds -> {
                    authorsAndKinds.add("e.kind = ANY(" + kinds(kinds) + ")");
                    conditions.add("e.shelf IN (" + shelves(kinds) + ")");
                });
        filter.since().ifPresent(t -> times.add("created_at >= " + parameter("since", t)));
        filter.until().ifPresent(t -> times.add("created_at <= " + parameter("until", t)));
        if (last != null) {
            String time = parameter("lastTime", last.createdAt());
            times.add("created_at <= " + time);
            conditions.add(
                    "(e.created_at < %s OR e.id > %s)"
                            .formatted(time, parameter("lastId", last.id().toBytes())));
        }
        times.forEach(time -> conditions.add("e." + time));
        tags(filter);
        privacy(filter, audience);
        search(filter);
    }

    String from() {
        return from;
    }

    String where() {
        return authorsAndKinds.length() == 0
                ? conditions.toString()
                : authorsAndKinds + " AND " + conditions;
    }

    /**
     * The newest {@code :most} that match. Where an index has each kind, each author's kind or the
     * one tag's events by age, it is read from its newest on and only as far as needed.
     *
     * @param more conditions on top of the filter's
     */
    String newest(String more) {
        if (inBranches()) {
            return "SELECT " + ROW + " FROM " + branches(more) + NEWEST_FIRST;
        }
        return "SELECT "
                + ROW
                + " FROM "
                + (oneTag ? tagByAge() : from)
                + " WHERE "
                + where()
                + more
                + (oneTag ? " ORDER BY lead.created_at DESC" + LIMIT : NEWEST_FIRST);
    }

    /** The same as {@link #from}, so that the one tag's events come in the order wanted. */
    private String tagByAge() {
        return "(SELECT t.position, t.created_at, t.shelf FROM event_tag t WHERE t.tag = (:tag0%s)[1]%s"
                        .formatted(suffix, narrowed("t"))
                + " ORDER BY t.created_at DESC OFFSET 0) lead"
                + led();
    }

    private boolean inBranches() {
        int kinds = filter.kinds().map(Set::size).orElse(1);
        int authors = filter.authors().map(Set::size).orElse(1);
        return filter.tags().isEmpty()
                && filter.ids().isEmpty()
                && (filter.kinds().isPresent() || filter.authors().isPresent())
                && kinds * authors <= MOST_BRANCHES;
    }

    private String branches(String more) {
        boolean byAuthor = filter.authors().isPresent();
        String authors =
                byAuthor
                        ? "(%s) AS a CROSS JOIN ".formatted(VALUES.formatted(":authors" + suffix))
                        : "";
        String kinds =
                filter.kinds().isPresent()
                        ? "unnest(:kinds%s) AS k (kind)".formatted(suffix)
                        : OWN_KINDS;
        String newest =
                OF_KIND
                        + (byAuthor ? " AND e.pubkey = a.value" : "")
                        + narrowed("e")
                        + " ORDER BY e.created_at DESC";
        return "%s%s CROSS JOIN LATERAL (SELECT %s FROM %s WHERE %s%s%s) e"
                .formatted(authors, kinds, ROW, fenced(newest), conditions, more, NEWEST_FIRST);
    }

    Map<String, Object> parameters() {
        return parameters;
    }

    private void tags(Filter filter) {
        List<UUID[]> wanted =
                filter.tags().entrySet().stream()
                        .sorted(Comparator.comparingInt(entry -> entry.getValue().size()))
                        .map(entry -> tagKeys(entry.getKey(), entry.getValue()))
                        .toList();
        boolean lead = filter.ids().isEmpty();
        for (int i = 0; i < wanted.size(); i++) {
            String values = parameter("tag" + i, wanted.get(i));
            if (i == 0 && lead) {
                oneTag = wanted.get(i).length == 1;
                from =
                        "(SELECT DISTINCT t.position, t.created_at, t.shelf FROM event_tag t WHERE t.tag = ANY(%s)%s OFFSET 0) lead"
                                        .formatted(values, narrowed("t"))
                                + led();
            } else {
                conditions.add("e.tags && " + values);
            }
        }
    }

    /** Nothing if no private kind is asked for. */
    private void privacy(Filter filter, Audience audience) {
        Set<Integer> hidden = asked(filter, audience.privateKinds());
        if (hidden.isEmpty()) {
            return;
        }
        StringJoiner any = new StringJoiner(" OR ", "(", ")");
        any.add("e.kind <> ALL(" + parameter("hidden", hidden.toArray(Integer[]::new)) + ")");
        if (!audience.keys().isEmpty()) {
            Set<String> keys =
                    audience.keys().stream().map(PublicKey::hex).collect(Collectors.toSet());
            any.add("e.tags && " + parameter("readers", tagKeys("p", keys)));
            Set<Integer> authored = asked(filter, audience.authored());
            if (!authored.isEmpty()) {
                any.add(
                        "e.kind = ANY(%s) AND e.pubkey = %s"
                                .formatted(
                                        parameter("own", authored.toArray(Integer[]::new)),
                                        keys("writers", audience.keys())));
            }
        }
        conditions.add(any.toString());
    }

    private void search(Filter filter) {
        String words = words(filter);
        if (!words.isEmpty()) {
            conditions.add(
                    "e.position IN (SELECT f.position FROM event_search f WHERE f.words @@ %s::tsquery)"
                            .formatted(parameter("search", words)));
        }
    }

    /** What NIP-50's search is for, as a tsquery; empty if there is nothing to look for. */
    static String words(Filter filter) {
        return filter.search().map(SearchWords::of).orElse(List.of()).stream()
                .distinct()
                .map(word -> "'" + (SearchColumns.isFiled(word) ? word : NEVER_FILED) + "'")
                .collect(Collectors.joining(" & "));
    }

    private static Set<Integer> asked(Filter filter, Set<Integer> kinds) {
        return filter.kinds()
                .map(asked -> kinds.stream().filter(asked::contains).collect(Collectors.toSet()))
                .orElse(kinds);
    }

    private String led() {
        return " CROSS JOIN LATERAL " + fenced(LEADS + onShelves("e"));
    }

    /** What is found by these conditions only, whatever else is asked. */
    private static String fenced(String found) {
        return "(SELECT * FROM event e WHERE " + found + " OFFSET 0) e";
    }

    private String narrowed(String table) {
        return onShelves(table)
                + times.stream()
                        .map(time -> " AND " + table + "." + time)
                        .collect(Collectors.joining());
    }

    private String onShelves(String table) {
        return filter.kinds()
                .map(kinds -> " AND %s.shelf IN (%s)".formatted(table, shelves(kinds)))
                .orElse("");
    }

    /** Written out, so that the planner leaves out the other tables. */
    private static String shelves(Set<Integer> kinds) {
        return kinds.isEmpty()
                ? "NULL"
                : Shelf.of(kinds).stream()
                        .map(shelf -> Integer.toString(shelf.number()))
                        .collect(Collectors.joining(", "));
    }

    private String ids(Set<EventId> ids) {
        return anyOf("ids", Packed.of(ids, EventId::toBytes), ids.size());
    }

    private String keys(String name, Set<PublicKey> keys) {
        return anyOf(name, Packed.of(keys, key -> key.toBytes()), keys.size());
    }

    private String anyOf(String name, ByteBuffer packed, int count) {
        String values = parameter(name, packed);
        return count == 1 ? values : "ANY(ARRAY(%s))".formatted(VALUES.formatted(values));
    }

    private String kinds(Set<Integer> kinds) {
        return parameter("kinds", kinds.toArray(Integer[]::new));
    }

    private static UUID[] tagKeys(String name, Set<String> values) {
        return values.stream().map(value -> TagKey.of(name, value)).toArray(UUID[]::new);
    }

    private String parameter(String name, Object value) {
        parameters.put(name + suffix, value);
        return ":" + name + suffix;
    }
}
