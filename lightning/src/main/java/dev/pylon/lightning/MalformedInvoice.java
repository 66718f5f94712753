package dev.pylon.lightning;

/** The text is no BOLT 11 invoice that may be paid. The message says why, for people. */
public final class MalformedInvoice extends RuntimeException {
    private static final long serialVersionUID = 1L;

    MalformedInvoice(String reason) {
        super(reason);
    }

    MalformedInvoice(String reason, Throwable cause) {
        super(reason, cause);
    }
}
