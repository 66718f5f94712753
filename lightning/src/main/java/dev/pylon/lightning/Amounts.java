package dev.pylon.lightning;

import dev.pylon.primitives.Msat;

/**
 * The amount in an invoice's human-readable part: a number of bitcoin, or of a milli-, micro-,
 * nano- or picobitcoin. A picobitcoin is a tenth of a millisatoshi.
 */
final class Amounts {
    private static final String MULTIPLIERS = "munp";

    /** Millisatoshis in a bitcoin. */
    private static final long BITCOIN = 100_000_000_000L;

    private Amounts() {}

    static Msat read(String text) {
        char last = text.charAt(text.length() - 1);
        boolean multiplied = last < '0' || last > '9';
        if (multiplied && MULTIPLIERS.indexOf(last) < 0) {
            throw new MalformedInvoice(
                    "the amount's multiplier is m, u, n or p, not '" + last + "'");
        }
        String digits = multiplied ? text.substring(0, text.length() - 1) : text;
        try {
            return Msat.of(
                    switch (last) {
                        case 'm' -> Math.multiplyExact(number(digits), BITCOIN / 1_000);
                        case 'u' -> Math.multiplyExact(number(digits), BITCOIN / 1_000_000);
                        case 'n' -> Math.multiplyExact(number(digits), BITCOIN / 1_000_000_000);
                        case 'p' -> tenth(digits);
                        default -> Math.multiplyExact(number(digits), BITCOIN);
                    });
        } catch (ArithmeticException | IllegalArgumentException e) {
            throw new MalformedInvoice("the amount is more than all the bitcoin there will be", e);
        }
    }

    /** The shortest form, as BOLT 11 wants it. */
    static String write(Msat amount) {
        long msat = amount.value();
        long unit = BITCOIN;
        if (msat % unit == 0) {
            return Long.toString(msat / unit);
        }
        for (char multiplier : new char[] {'m', 'u', 'n'}) {
            unit /= 1_000;
            if (msat % unit == 0) {
                return Long.toString(msat / unit) + multiplier;
            }
        }
        return msat + "0p";
    }

    private static long tenth(String picobitcoin) {
        if (picobitcoin.length() < 2 || !picobitcoin.endsWith("0")) {
            throw new MalformedInvoice("the amount is not a whole number of millisatoshis");
        }
        return number(picobitcoin.substring(0, picobitcoin.length() - 1));
    }

    private static long number(String digits) {
        for (int i = 0; i < digits.length(); i++) {
            if (digits.charAt(i) < '0' || digits.charAt(i) > '9') {
                throw new MalformedInvoice("the amount is not a number");
            }
        }
        if (digits.isEmpty() || digits.startsWith("0")) {
            throw new MalformedInvoice("the amount is not a positive number without leading zeros");
        }
        try {
            return Long.parseLong(digits);
        } catch (NumberFormatException tooLarge) {
            throw new MalformedInvoice(
                    "the amount is more than all the bitcoin there will be", tooLarge);
        }
    }
}
