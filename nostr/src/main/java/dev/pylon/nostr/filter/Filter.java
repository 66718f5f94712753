package dev.pylon.nostr.filter;

import dev.pylon.nostr.event.Event;
import dev.pylon.nostr.event.EventId;
import dev.pylon.nostr.event.PublicKey;
import dev.pylon.nostr.json.JsonReader;
import dev.pylon.nostr.json.JsonWriter;
import dev.pylon.nostr.json.MalformedJson;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a subscription asks for (NIP-01, NIP-50): an event matches if every condition that is there
 * holds. A set that is absent means any, an empty set matches nothing. Immutable; sets keep the
 * order in which they were given.
 */
public final class Filter {
    private final @Nullable Set<EventId> ids;
    private final @Nullable Set<PublicKey> authors;
    private final @Nullable Set<Integer> kinds;
    private final Map<String, Set<String>> tags;
    private final @Nullable Long since;
    private final @Nullable Long until;
    private final @Nullable Integer limit;
    private final @Nullable String search;

    private final int @Nullable [] sortedKinds;
    private final List<TagCondition> tagConditions;
    private final List<String> searchWords;

    private record TagCondition(String name, Set<String> values) {}

    private Filter(Builder from) {
        ids = from.ids == null ? null : Collections.unmodifiableSet(new LinkedHashSet<>(from.ids));
        authors =
                from.authors == null
                        ? null
                        : Collections.unmodifiableSet(new LinkedHashSet<>(from.authors));
        kinds =
                from.kinds == null
                        ? null
                        : Collections.unmodifiableSet(new LinkedHashSet<>(from.kinds));
        sortedKinds =
                kinds == null
                        ? null
                        : kinds.stream().mapToInt(Integer::intValue).sorted().toArray();
        Map<String, Set<String>> copy = new LinkedHashMap<>();
        List<TagCondition> conditions = new ArrayList<>(from.tags.size());
        from.tags.forEach((name, values) -> {
            Set<String> set = Collections.unmodifiableSet(new LinkedHashSet<>(values));
            copy.put(name, set);
            conditions.add(new TagCondition(name, set));
        });
        tags = Collections.unmodifiableMap(copy);
        tagConditions = List.copyOf(conditions);
        since = from.since;
        until = from.until;
        limit = from.limit;
        search = from.search;
        searchWords = search == null ? List.of() : SearchWords.of(search);
    }

    public static Builder builder() {
        return new Builder();
    }

    /**
     * Reads one filter.
     *
     * @throws MalformedFilter if the text is not one filter and nothing else
     */
    public static Filter fromJson(String json) {
        try {
            JsonReader in = JsonReader.of(json);
            Filter filter = FilterJson.read(in);
            in.expectEnd();
            return filter;
        } catch (MalformedJson e) {
            throw new MalformedFilter(e.reason(), false);
        }
    }

    public Optional<Set<EventId>> ids() {
        return Optional.ofNullable(ids);
    }

    public Optional<Set<PublicKey>> authors() {
        return Optional.ofNullable(authors);
    }

    public Optional<Set<Integer>> kinds() {
        return Optional.ofNullable(kinds);
    }

    /** By the tag's one-letter name, without the {@code #}. */
    public Map<String, Set<String>> tags() {
        return tags;
    }

    /** Seconds since 1970, inclusive. */
    public OptionalLong since() {
        return since == null ? OptionalLong.empty() : OptionalLong.of(since);
    }

    /** Seconds since 1970, inclusive. */
    public OptionalLong until() {
        return until == null ? OptionalLong.empty() : OptionalLong.of(until);
    }

    /** How many stored events at most; says nothing of live ones. */
    public OptionalInt limit() {
        return limit == null ? OptionalInt.empty() : OptionalInt.of(limit);
    }

    /** Words to look for, in any order (NIP-50). */
    public Optional<String> search() {
        return Optional.ofNullable(search);
    }

    /**
     * Whether the event meets every condition but {@link #limit}. Of {@link #search}, each word
     * must occur in the content as a word, whatever its case; {@code key:value} extensions are
     * ignored. Without a search it allocates nothing.
     */
    public boolean matches(Event event) {
        return (sortedKinds == null || contains(sortedKinds, event.kind()))
                && (since == null || event.createdAt() >= since)
                && (until == null || event.createdAt() <= until)
                && (authors == null || authors.contains(event.pubkey()))
                && (ids == null || ids.contains(event.id()))
                && matchesTags(event)
                && (searchWords.isEmpty() || SearchWords.allIn(event.content(), searchWords));
    }

    /** Whether no event can match, because a set is empty or the time range is. */
    public boolean matchesNothing() {
        return (ids != null && ids.isEmpty())
                || (authors != null && authors.isEmpty())
                || (kinds != null && kinds.isEmpty())
                || tags.values().stream().anyMatch(Set::isEmpty)
                || (since != null && until != null && since > until);
    }

    public String toJson() {
        JsonWriter out = new JsonWriter();
        FilterJson.write(this, out);
        return out.toString();
    }

    /** A builder that begins with this filter's conditions. */
    public Builder toBuilder() {
        Builder copy = new Builder();
        copy.ids = ids;
        copy.authors = authors;
        copy.kinds = kinds;
        copy.tags.putAll(tags);
        copy.since = since;
        copy.until = until;
        copy.limit = limit;
        copy.search = search;
        return copy;
    }

    private boolean matchesTags(Event event) {
        for (int i = 0; i < tagConditions.size(); i++) {
            TagCondition condition = tagConditions.get(i);
            if (!event.tags().anyMatch(condition.name, condition.values)) {
                return false;
            }
        }
        return true;
    }

    private static boolean contains(int[] sorted, int kind) {
        return Arrays.binarySearch(sorted, kind) >= 0;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Filter f && conditions().equals(f.conditions());
    }

    @Override
    public int hashCode() {
        return conditions().hashCode();
    }

    private List<Object> conditions() {
        return List.of(ids(), authors(), kinds(), tags, since(), until(), limit(), search());
    }

    /** Its JSON. */
    @Override
    public String toString() {
        return toJson();
    }

    /** Collects conditions; giving one again replaces it. */
    public static final class Builder {
        private @Nullable Set<EventId> ids;
        private @Nullable Set<PublicKey> authors;
        private @Nullable Set<Integer> kinds;
        private final Map<String, Set<String>> tags = new TreeMap<>();
        private @Nullable Long since;
        private @Nullable Long until;
        private @Nullable Integer limit;
        private @Nullable String search;

        private Builder() {}

        public Builder ids(Collection<EventId> any) {
            ids = new LinkedHashSet<>(any);
            return this;
        }

        public Builder ids(EventId... any) {
            return ids(List.of(any));
        }

        public Builder authors(Collection<PublicKey> any) {
            authors = new LinkedHashSet<>(any);
            return this;
        }

        public Builder authors(PublicKey... any) {
            return authors(List.of(any));
        }

        public Builder kinds(Collection<Integer> any) {
            kinds = new LinkedHashSet<>(any);
            return this;
        }

        public Builder kinds(int... any) {
            return kinds(Arrays.stream(any).boxed().toList());
        }

        /**
         * Any of these values in a tag of this name.
         *
         * @param name one letter, a to z or A to Z
         */
        public Builder tag(String name, Collection<String> any) {
            if (!FilterJson.isTagName(name)) {
                throw new IllegalArgumentException("a filter's tag name is one letter");
            }
            tags.put(name, new LinkedHashSet<>(any));
            return this;
        }

        public Builder tag(String name, String... any) {
            return tag(name, List.of(any));
        }

        /** Seconds since 1970, inclusive, not negative. */
        public Builder since(long seconds) {
            since = notNegative(seconds, "since");
            return this;
        }

        /** Seconds since 1970, inclusive, not negative. */
        public Builder until(long seconds) {
            until = notNegative(seconds, "until");
            return this;
        }

        public Builder limit(int most) {
            limit = (int) notNegative(most, "limit");
            return this;
        }

        public Builder search(String words) {
            search = words;
            return this;
        }

        public Filter build() {
            return new Filter(this);
        }

        private static long notNegative(long value, String name) {
            if (value < 0) {
                throw new IllegalArgumentException(name + " is 0 or more");
            }
            return value;
        }
    }
}
