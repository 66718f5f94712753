package dev.pylon.relay.storage;

import dev.pylon.nostr.event.Event;
import dev.pylon.nostr.filter.SearchWords;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The words of a run's searchable events (NIP-50), as {@code append_events} wants them. */
final class SearchColumns {
    /** A tsvector holds less than a megabyte; words beyond this many characters are not found. */
    private static final int MOST = 200_000;

    private static final int LONGEST_WORD = 200;

    private SearchColumns() {}

    static Map<String, Object> of(List<VerifiedEvent> run, Set<Integer> kinds) {
        List<Integer> ords = new ArrayList<>(0);
        List<String> texts = new ArrayList<>(0);
        for (int i = 0; i < run.size(); i++) {
            Event event = run.get(i).event();
            if (kinds.contains(event.kind()) && !event.content().isEmpty()) {
                ords.add(i + 1);
                texts.add(words(event.content()));
            }
        }
        return ords.isEmpty()
                ? Map.of()
                : Map.of(
                        "search_ords", ords.toArray(Integer[]::new),
                        "search_texts", texts.toArray(String[]::new));
    }

    /** Whether the word can be found at all; PostgreSQL has no room for those that are too long. */
    static boolean isFiled(String word) {
        return word.length() <= LONGEST_WORD;
    }

    private static String words(String content) {
        StringBuilder all = new StringBuilder();
        String space = "";
        for (String word : new LinkedHashSet<>(SearchWords.in(content))) {
            if (all.length() + word.length() > MOST) {
                break;
            }
            if (isFiled(word)) {
                all.append(space).append(word);
                space = " ";
            }
        }
        return all.toString();
    }
}
