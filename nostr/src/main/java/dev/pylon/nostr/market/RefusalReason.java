package dev.pylon.nostr.market;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Why a provider does not take a job. */
public enum RefusalReason {
    MALFORMED_REQUEST,
    UNSUPPORTED_KIND,
    UNSUPPORTED_MODEL,
    UNSUPPORTED_OUTPUT,
    UNSUPPORTED_ENCRYPTION,
    MISSING_INPUT,
    INPUT_TOO_LARGE,
    BID_BELOW_PRICE,
    TARGET_MISMATCH,
    STALE_REQUEST,
    DUPLICATE,
    OVER_CAPACITY,
    BUYER_LIMIT,
    BLOCKED,
    INPUT_UNREACHABLE,
    CYCLE;

    /** As feedback's words begin with it: {@code bid-below-price}. */
    public String code() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * The reason that feedback gives: its words begin with a code, and a colon if there is more.
     * Empty for other words, which other providers use.
     */
    public static Optional<RefusalReason> in(String words) {
        String code = words.split(":", 2)[0].strip().toLowerCase(Locale.ROOT);
        return Arrays.stream(values()).filter(reason -> reason.code().equals(code)).findFirst();
    }

    /** Whether nobody is told: the job is somebody else's, or is being worked on already. */
    public boolean isSilent() {
        return this == TARGET_MISMATCH || this == DUPLICATE;
    }
}
