package dev.pylon.nostr.event;

import java.util.List;
import java.util.Optional;

/** One tag: a name and what follows it. Immutable. */
public record Tag(List<String> values) {
    public Tag {
        values = List.copyOf(values);
        if (values.isEmpty()) {
            throw new IllegalArgumentException("a tag has at least a name");
        }
    }

    public static Tag of(String... values) {
        return new Tag(List.of(values));
    }

    public String name() {
        return values.getFirst();
    }

    /** What stands right after the name. */
    public Optional<String> value() {
        return value(1);
    }

    /** What stands at this index, the name being at 0. */
    public Optional<String> value(int index) {
        return index >= 0 && index < values.size()
                ? Optional.of(values.get(index))
                : Optional.empty();
    }

    public int size() {
        return values.size();
    }

    /** Whether relays index it: its name is one letter, a to z or A to Z, and it has a value. */
    public boolean isIndexed() {
        return values.size() > 1 && isLetter(name());
    }

    static boolean isLetter(String name) {
        if (name.length() != 1) {
            return false;
        }
        int lower = name.charAt(0) | 0x20;
        return lower >= 'a' && lower <= 'z';
    }
}
