package dev.pylon.nostr.market;

import java.util.Locale;
import java.util.Optional;

/**
 * An {@code i} tag.
 *
 * @param relay where an event or a job's output is found
 */
public record JobInput(String data, Type type, Optional<String> relay, Optional<String> marker) {
    /** NIP-90's input types. */
    public enum Type {
        TEXT,
        URL,
        EVENT,
        JOB;

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** Types outside the list, such as {@code prompt}, occur; they are text. */
        static Type lenient(String word) {
            return switch (word.toLowerCase(Locale.ROOT)) {
                case "url" -> URL;
                case "event" -> EVENT;
                case "job" -> JOB;
                default -> TEXT;
            };
        }
    }

    public static JobInput text(String data) {
        return new JobInput(data, Type.TEXT, Optional.empty(), Optional.empty());
    }
}
