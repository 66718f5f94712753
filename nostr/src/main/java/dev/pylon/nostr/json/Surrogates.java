package dev.pylon.nostr.json;

/**
 * Java strings may hold half a character: a surrogate without its partner, as when text is cut at
 * the wrong place. It has no UTF-8, so it must not get into an event.
 */
public final class Surrogates {
    private Surrogates() {}

    /** Whether every surrogate has its partner. */
    public static boolean areWellFormed(String text) {
        return firstLone(text, 0) < 0;
    }

    /** The text with U+FFFD in place of every lone surrogate; the same object if there is none. */
    public static String replaceLone(String text) {
        int lone = firstLone(text, 0);
        if (lone < 0) {
            return text;
        }
        StringBuilder repaired = new StringBuilder(text);
        while (lone >= 0) {
            repaired.setCharAt(lone, '\uFFFD');
            lone = firstLone(text, lone + 1);
        }
        return repaired.toString();
    }

    private static int firstLone(String text, int from) {
        for (int i = from; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                if (i + 1 == text.length()
                        || !Character.isSurrogatePair(text.charAt(i), text.charAt(i + 1))) {
                    return i;
                }
                i++;
            }
        }
        return -1;
    }
}
