package dev.pylon.nostr.filter;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The words of a text for NIP-50: runs of letters and digits, in lower case and of one Unicode
 * form. Stores that index text by these find what {@link Filter#matches} finds.
 */
public final class SearchWords {
    private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{M}\\p{N}]+");
    private static final Pattern EXTENSION = Pattern.compile("[a-z]+:\\S+");

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
        List<String> words = new ArrayList<>();
        Matcher matcher = WORD.matcher(Normalizer.normalize(text, Normalizer.Form.NFKC));
        while (matcher.find()) {
            words.add(matcher.group().toLowerCase(Locale.ROOT));
        }
        return words;
    }

    static boolean allIn(String content, List<String> words) {
        return new HashSet<>(in(content)).containsAll(words);
    }
}
