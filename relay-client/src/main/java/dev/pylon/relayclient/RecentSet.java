package dev.pylon.relayclient;

import java.util.HashSet;
import java.util.Set;

/**
 * Remembers at least the last {@code size / 2} and at most the last {@code size} elements, in two
 * generations. Not thread-safe.
 */
final class RecentSet<T> {
    private final int generation;
    private Set<T> young = new HashSet<>();
    private Set<T> old = new HashSet<>();

    RecentSet(int size) {
        this.generation = Math.max(1, size / 2);
    }

    boolean contains(T element) {
        return young.contains(element) || old.contains(element);
    }

    /** False if it was remembered already; it is then as good as new. */
    boolean add(T element) {
        boolean known = contains(element);
        if (young.add(element) && young.size() >= generation) {
            old = young;
            young = new HashSet<>();
        }
        return !known;
    }
}
