package dev.pylon.nostr.filter;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The words of a text for NIP-50: runs of letters and digits, in lower case and of one Unicode
 * form. Stores that index text by these find what {@link Filter#matches} finds.
 */
public final class SearchWords {
    private static final Pattern EXTENSION = Pattern.compile("[a-z]+:\\S+");

    /** General categories of Unicode: letters, marks and numbers. */
    private static final int OF_WORDS =
            bit(Character.UPPERCASE_LETTER)
                    | bit(Character.LOWERCASE_LETTER)
                    | bit(Character.TITLECASE_LETTER)
                    | bit(Character.MODIFIER_LETTER)
                    | bit(Character.OTHER_LETTER)
                    | bit(Character.NON_SPACING_MARK)
                    | bit(Character.ENCLOSING_MARK)
                    | bit(Character.COMBINING_SPACING_MARK)
                    | bit(Character.DECIMAL_DIGIT_NUMBER)
                    | bit(Character.LETTER_NUMBER)
                    | bit(Character.OTHER_NUMBER);

    /** ASCII's letters and digits, in lower case; 0 for what is in no word. */
    private static final byte[] LOWER = lowerAscii();

    private SearchWords() {}

    /** The words of a NIP-50 search, without {@code key:value} extensions. */
    public static List<String> of(String search) {
        return Stream.of(search.strip().split("\\s+"))
                .filter(word -> !EXTENSION.matcher(word).matches())
                .flatMap(word -> in(word).stream())
                .toList();
    }

    /** The words of a text, in their order. */
    public static List<String> in(String text) {
        byte[] lower = new byte[text.length()];
        for (int i = 0; i < lower.length; i++) {
            char character = text.charAt(i);
            if (character >= LOWER.length) {
                return inUnicode(text);
            }
            lower[i] = LOWER[character];
        }
        return inAscii(lower);
    }

    /** Most texts need no tables of Unicode's. */
    private static List<String> inAscii(byte[] lower) {
        List<String> words = new ArrayList<>();
        int begin = -1;
        for (int i = 0; i <= lower.length; i++) {
            boolean inWord = i < lower.length && lower[i] != 0;
            if (inWord && begin < 0) {
                begin = i;
            } else if (!inWord && begin >= 0) {
                words.add(new String(lower, begin, i - begin, StandardCharsets.US_ASCII));
                begin = -1;
            }
        }
        return words;
    }

    private static byte[] lowerAscii() {
        byte[] lower = new byte[128];
        for (int i = 0; i < lower.length; i++) {
            lower[i] = Character.isLetterOrDigit(i) ? (byte) Character.toLowerCase(i) : 0;
        }
        return lower;
    }

    static List<String> inUnicode(String text) {
        String plain = Normalizer.normalize(text, Normalizer.Form.NFKC);
        List<String> words = new ArrayList<>();
        int begin = -1;
        for (int i = 0; i < plain.length(); ) {
            int character = plain.codePointAt(i);
            boolean inWord = (OF_WORDS >>> Character.getType(character) & 1) != 0;
            if (inWord && begin < 0) {
                begin = i;
            } else if (!inWord && begin >= 0) {
                words.add(plain.substring(begin, i).toLowerCase(Locale.ROOT));
                begin = -1;
            }
            i += Character.charCount(character);
        }
        if (begin >= 0) {
            words.add(plain.substring(begin).toLowerCase(Locale.ROOT));
        }
        return words;
    }

    static boolean allIn(String content, List<String> words) {
        return new HashSet<>(in(content)).containsAll(words);
    }

    private static int bit(byte category) {
        return 1 << category;
    }
}
