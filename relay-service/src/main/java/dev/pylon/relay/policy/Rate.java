package dev.pylon.relay.policy;

import java.time.Duration;
import org.springframework.boot.convert.DurationStyle;

/** So many in so long, all of them at once if need be; a count of 0 stands for no bound. */
public record Rate(int count, Duration per) {
    public Rate {
        if (count < 0 || per.isNegative() || per.isZero()) {
            throw new IllegalArgumentException("a rate is a count and a duration");
        }
    }

    boolean isOff() {
        return count == 0;
    }

    /**
     * Reads {@code 100/1s}, {@code 600/1m} or {@code off}. Spring's binder calls it.
     *
     * @throws IllegalArgumentException if it is written otherwise
     */
    public static Rate valueOf(String text) {
        if (text.strip().equalsIgnoreCase("off")) {
            return new Rate(0, Duration.ofSeconds(1));
        }
        int slash = text.indexOf('/');
        if (slash < 0) {
            throw new IllegalArgumentException("a rate is written like 100/1s: " + text);
        }
        return new Rate(
                Integer.parseInt(text.substring(0, slash).strip()),
                DurationStyle.detectAndParse(text.substring(slash + 1).strip()));
    }
}
