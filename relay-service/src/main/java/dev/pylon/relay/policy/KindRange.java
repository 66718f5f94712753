package dev.pylon.relay.policy;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Kinds from {@code first} to {@code last}. */
public record KindRange(int first, int last) {
    private static final int MAX = 65_535;
    private static final Pattern WRITTEN = Pattern.compile("(\\d{1,5})(?:\\s*-\\s*(\\d{1,5}))?");

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
        Matcher written = WRITTEN.matcher(text.strip());
        if (!written.matches()) {
            throw new IllegalArgumentException(
                    "kinds are written like 1 or 5000-5999, not " + text.strip());
        }
        int first = Integer.parseInt(written.group(1));
        String last = written.group(2);
        return new KindRange(first, last == null ? first : Integer.parseInt(last));
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
