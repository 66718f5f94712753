package dev.pylon.relay.policy;

import java.time.Duration;
import org.springframework.boot.convert.DurationStyle;

/** Events whose kind is from {@code first} to {@code last} are kept so long. */
public record RetentionRule(int first, int last, Duration keep) {
    public RetentionRule {
        if (first < 0 || last < first || keep.isNegative() || keep.isZero()) {
            throw new IllegalArgumentException("retention is a range of kinds and a duration");
        }
    }

    /**
     * Reads {@code 5000-5999=24h} or {@code 7000=1d}. Spring's binder calls it.
     *
     * @throws IllegalArgumentException if it is written otherwise
     */
    public static RetentionRule valueOf(String text) {
        int equals = text.indexOf('=');
        if (equals < 0) {
            throw new IllegalArgumentException("retention is written like 5000-5999=24h: " + text);
        }
        String[] kinds = text.substring(0, equals).strip().split("-", 2);
        int first = Integer.parseInt(kinds[0].strip());
        int last = kinds.length == 1 ? first : Integer.parseInt(kinds[1].strip());
        return new RetentionRule(
                first, last, DurationStyle.detectAndParse(text.substring(equals + 1).strip()));
    }

    boolean covers(int kind) {
        return kind >= first && kind <= last;
    }
}
