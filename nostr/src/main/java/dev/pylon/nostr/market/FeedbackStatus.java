package dev.pylon.nostr.market;

import java.util.Locale;

/** The statuses of NIP-90, and one for all others that occur. */
public enum FeedbackStatus {
    PAYMENT_REQUIRED,
    PROCESSING,
    ERROR,
    SUCCESS,
    PARTIAL,
    /** Something else; shown as it came. */
    OTHER;

    /** As it stands in a tag. {@link #OTHER} has no word of its own and is never sent. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** {@code payment_required} and upper case occur. */
    static FeedbackStatus lenient(String word) {
        String normal = word.strip().toLowerCase(Locale.ROOT).replace('_', '-');
        for (FeedbackStatus status : values()) {
            if (status != OTHER && status.word().equals(normal)) {
                return status;
            }
        }
        return OTHER;
    }
}
