package dev.pylon.relay.policy;

import java.time.Duration;
import org.springframework.boot.convert.DurationStyle;

/** Events whose kind is from {@code first} to {@code last} are kept so long. */
public record RetentionRule(int first, int last, Duration keep) {
    public RetentionRule {
        if (first < 0 || last < first || keep.isNegative() || keep.isZero()) {
            throw new IllegalArgumentException(
                    "retention is a range of kinds and a time longer than none");
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
            throw new IllegalArgumentException(
                    "retention is written like 5000-5999=24h, not " + text.strip());
        }
        KindRange kinds = KindRange.valueOf(text.substring(0, equals));
        return new RetentionRule(
                kinds.first(), kinds.last(), duration(text.substring(equals + 1).strip()));
    }

    private static Duration duration(String text) {
        try {
            return DurationStyle.detectAndParse(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "a time is written like 90m, 24h or 7d, not " + text);
        }
    }

    boolean covers(int kind) {
        return kind >= first && kind <= last;
    }
}
