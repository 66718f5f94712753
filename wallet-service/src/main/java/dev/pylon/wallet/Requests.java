package dev.pylon.wallet;

import dev.pylon.lightning.Bolt11;
import dev.pylon.lightning.Invoice;
import dev.pylon.lightning.MalformedInvoice;
import dev.pylon.lightning.PaymentHash;
import dev.pylon.wallet.request.Refusal;
import dev.pylon.wallet.request.Refused;
import org.jspecify.annotations.Nullable;

/** Reads what callers send into the wallet's own terms, and refuses what makes no sense. */
final class Requests {
    private static final int DEFAULT_PAGE = 50;
    private static final int LARGEST_PAGE = 500;
    private static final int LONGEST_REMARK = 500;

    private Requests() {}

    static Invoice invoice(@Nullable String bolt11) {
        try {
            return Bolt11.decode(required("bolt11", bolt11));
        } catch (MalformedInvoice e) {
            throw new Refused(
                    Refusal.MALFORMED_INVOICE, "This is no BOLT 11 invoice: " + e.getMessage());
        }
    }

    static PaymentHash hash(String text) {
        try {
            return PaymentHash.fromHex(text);
        } catch (IllegalArgumentException e) {
            throw new Refused(Refusal.INVALID_REQUEST, "A payment hash has 64 hexadecimal digits.");
        }
    }

    /** Zero for the beginning. */
    static long cursor(@Nullable String text) {
        if (text == null || text.isBlank()) {
            return 0;
        }
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new Refused(
                    Refusal.INVALID_REQUEST,
                    "This is no cursor of ours. Leave it out to start from the beginning.");
        }
    }

    static int pageSize(@Nullable Integer limit) {
        if (limit == null) {
            return DEFAULT_PAGE;
        }
        if (limit < 1 || limit > LARGEST_PAGE) {
            throw new Refused(
                    Refusal.INVALID_REQUEST, "Give a limit from 1 to " + LARGEST_PAGE + ".");
        }
        return limit;
    }

    /** A remark for the history: nothing if it is missing. */
    static String remark(String name, @Nullable String text) {
        if (text == null) {
            return "";
        }
        if (text.length() > LONGEST_REMARK || text.indexOf('\0') >= 0) {
            throw new Refused(
                    Refusal.INVALID_REQUEST,
                    "Shorten "
                            + name
                            + ": it has at most "
                            + LONGEST_REMARK
                            + " characters, none of them zero.");
        }
        return text;
    }

    static <T> T required(String name, @Nullable T value) {
        if (value == null) {
            throw new Refused(Refusal.INVALID_REQUEST, "Give " + name + ".");
        }
        return value;
    }
}
