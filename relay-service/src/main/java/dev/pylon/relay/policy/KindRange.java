package dev.pylon.relay.policy;

import java.util.List;

/** Kinds from {@code first} to {@code last}. */
public record KindRange(int first, int last) {
    private static final int MAX = 65_535;

    public KindRange {
        if (first < 0 || last < first || last > MAX) {
            throw new IllegalArgumentException("kinds are from 0 to 65535, the lower one first");
        }
    }

    /**
     * Reads {@code 1} or {@code 5000-5999}. Spring's binder calls it.
     *
     * @throws IllegalArgumentException if it is written otherwise
     */
    public static KindRange valueOf(String text) {
        String[] ends = text.strip().split("-", 2);
        int first = Integer.parseInt(ends[0].strip());
        return new KindRange(first, ends.length == 1 ? first : Integer.parseInt(ends[1].strip()));
    }

    static boolean anyCovers(List<KindRange> ranges, int kind) {
        for (int i = 0; i < ranges.size(); i++) {
            if (kind >= ranges.get(i).first && kind <= ranges.get(i).last) {
                return true;
            }
        }
        return false;
    }

    @Override
    public String toString() {
        return first == last ? "" + first : first + "-" + last;
    }
}
