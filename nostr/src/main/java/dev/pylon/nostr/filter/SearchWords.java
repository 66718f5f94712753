package dev.pylon.nostr.filter;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** The plain reading of a NIP-50 search, for events that come live. */
final class SearchWords {
    private SearchWords() {}

    /** The words in lower case, without {@code key:value} extensions. */
    static List<String> of(String search) {
        return Stream.of(search.strip().split("\\s+"))
                .filter(word -> !word.isEmpty() && !word.matches("[a-z]+:\\S+"))
                .map(word -> word.toLowerCase(Locale.ROOT))
                .toList();
    }

    static boolean allIn(String content, List<String> words) {
        String lower = content.toLowerCase(Locale.ROOT);
        return words.stream().allMatch(lower::contains);
    }
}
