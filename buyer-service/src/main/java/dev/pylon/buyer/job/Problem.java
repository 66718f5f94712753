package dev.pylon.buyer.job;

/**
 * Why something is not as it should be.
 *
 * @param code a stable word, one of the market's reasons or of ours
 * @param sentence for people
 */
public record Problem(String code, String sentence) {
    public Problem {
        if (code.isEmpty() || code.indexOf(':') >= 0) {
            throw new IllegalArgumentException("a problem's code is one word: '" + code + "'");
        }
    }

    /** Reads what {@link #toString} wrote. */
    public static Problem parse(String text) {
        int colon = text.indexOf(": ");
        return colon < 0
                ? new Problem(text, "")
                : new Problem(text.substring(0, colon), text.substring(colon + 2));
    }

    @Override
    public String toString() {
        return sentence.isEmpty() ? code : code + ": " + sentence;
    }
}
