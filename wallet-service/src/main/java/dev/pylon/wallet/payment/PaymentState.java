package dev.pylon.wallet.payment;

import java.util.Locale;

/**
 * How far a payment is. The table refuses any step that is not here:
 *
 * <pre>
 *   held → sending → settled | failed | unknown      held → failed (it never left)
 *   unknown → settled | failed                       failed → settled-late (an alarm)
 * </pre>
 */
public enum PaymentState {
    /** The money is kept; the backend has not heard of it. */
    HELD,
    /** The backend is being asked, or was when the process died. */
    SENDING,
    /** Nobody knows; it is looked up, and never sent again. */
    UNKNOWN,
    SETTLED,
    FAILED,
    /** Given back as failed, and settled after all. */
    SETTLED_LATE;

    public boolean isFinal() {
        return this == SETTLED || this == FAILED || this == SETTLED_LATE;
    }

    /** Whether the backend has been asked and nothing final is known. */
    boolean isOutThere() {
        return this == SENDING || this == UNKNOWN;
    }

    static PaymentState fromWord(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT).replace('-', '_'));
    }
}
