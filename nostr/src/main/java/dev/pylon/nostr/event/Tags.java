package dev.pylon.nostr.event;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** An event's tags in their order. Immutable. */
public final class Tags implements Iterable<Tag> {
    private static final Tags NONE = new Tags(List.of());

    private final List<Tag> list;

    private Tags(List<Tag> list) {
        this.list = list;
    }

    public static Tags none() {
        return NONE;
    }

    public static Tags of(Tag... tags) {
        return of(List.of(tags));
    }

    public static Tags of(List<Tag> tags) {
        return tags.isEmpty() ? NONE : new Tags(List.copyOf(tags));
    }

    public List<Tag> list() {
        return list;
    }

    public int size() {
        return list.size();
    }

    public Tag get(int index) {
        return list.get(index);
    }

    public Optional<Tag> first(String name) {
        for (int i = 0; i < list.size(); i++) {
            if (list.get(i).name().equals(name)) {
                return Optional.of(list.get(i));
            }
        }
        return Optional.empty();
    }

    public Stream<Tag> all(String name) {
        return list.stream().filter(tag -> tag.name().equals(name));
    }

    /** The value of the first tag of this name. */
    public Optional<String> firstValue(String name) {
        return first(name).flatMap(Tag::value);
    }

    /** The values of all tags of this name that have one. */
    public Stream<String> values(String name) {
        return all(name).flatMap(tag -> tag.value().stream());
    }

    /** Whether a tag of this name has one of these values. Allocates nothing. */
    public boolean anyMatch(String name, Set<String> wanted) {
        for (int i = 0; i < list.size(); i++) {
            List<String> values = list.get(i).values();
            if (values.size() > 1 && values.get(0).equals(name) && wanted.contains(values.get(1))) {
                return true;
            }
        }
        return false;
    }

    /** Whether there is a tag of this name, with a value or without. Allocates nothing. */
    public boolean has(String name) {
        for (int i = 0; i < list.size(); i++) {
            if (list.get(i).name().equals(name)) {
                return true;
            }
        }
        return false;
    }

    public Tags plus(Tag... more) {
        List<Tag> all = new ArrayList<>(list.size() + more.length);
        all.addAll(list);
        all.addAll(List.of(more));
        return of(all);
    }

    @Override
    public Iterator<Tag> iterator() {
        return list.iterator();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Tags t && list.equals(t.list);
    }

    @Override
    public int hashCode() {
        return list.hashCode();
    }

    @Override
    public String toString() {
        return list.toString();
    }
}
