package dev.pylon.nostr.key;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Objects;

/** BIP 39's English words, in alphabetical order. */
final class WordList {
    static final List<String> ENGLISH = load();

    private WordList() {}

    /** Negative if the word is not in the list. */
    static int indexOf(String word) {
        return Collections.binarySearch(ENGLISH, word);
    }

    private static List<String> load() {
        InputStream file = WordList.class.getResourceAsStream("bip39-english.txt");
        try (BufferedReader reader =
                new BufferedReader(
                        new InputStreamReader(
                                Objects.requireNonNull(file, "bip39-english.txt"),
                                StandardCharsets.UTF_8))) {
            return reader.lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
