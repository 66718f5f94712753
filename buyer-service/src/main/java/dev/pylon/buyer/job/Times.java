package dev.pylon.buyer.job;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** When each stage was reached for the first time; null for those not reached. */
public record Times(
        @Nullable Instant accepted,
        @Nullable Instant quoted,
        @Nullable Instant paid,
        @Nullable Instant firstText,
        @Nullable Instant result) {
    public static final Times NONE = new Times(null, null, null, null, null);

    public Times acceptedAt(Instant now) {
        return accepted != null ? this : new Times(now, quoted, paid, firstText, result);
    }

    public Times quotedAt(Instant now) {
        return quoted != null ? this : new Times(accepted, now, paid, firstText, result);
    }

    public Times paidAt(Instant now) {
        return paid != null ? this : new Times(accepted, quoted, now, firstText, result);
    }

    public Times firstTextAt(Instant now) {
        return firstText != null ? this : new Times(accepted, quoted, paid, now, result);
    }

    public Times resultAt(Instant now) {
        return result != null ? this : new Times(accepted, quoted, paid, firstText, now);
    }
}
