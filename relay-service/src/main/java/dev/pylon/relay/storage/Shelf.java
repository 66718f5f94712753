package dev.pylon.relay.storage;

import dev.pylon.nostr.event.Kinds;
import java.util.Collection;
import java.util.EnumSet;
import java.util.Set;

/**
 * Where events lie, by their kind: the database has a table for each. Those of {@link #JOBS} and
 * {@link #RESULTS} are cut into parts by {@code created_at}, which are dropped when their time is
 * over.
 */
public enum Shelf {
    /** Whatever is not of the market's jobs. */
    KEPT(0),
    /** NIP-90's requests and feedback. */
    JOBS(1),
    /** NIP-90's results. */
    RESULTS(2);

    private final int number;

    Shelf(int number) {
        this.number = number;
    }

    /** As the database has it. */
    public int number() {
        return number;
    }

    /** As {@code shelf_of} in the database. */
    public static Shelf of(int kind) {
        if (Kinds.isJobResult(kind)) {
            return RESULTS;
        }
        return Kinds.isJobRequest(kind) || kind == Kinds.JOB_FEEDBACK ? JOBS : KEPT;
    }

    static Set<Shelf> of(Collection<Integer> kinds) {
        Set<Shelf> shelves = EnumSet.noneOf(Shelf.class);
        kinds.forEach(kind -> shelves.add(of(kind)));
        return shelves;
    }

    /**
     * @throws IllegalArgumentException if there is no such shelf
     */
    public static Shelf numbered(int number) {
        for (Shelf shelf : values()) {
            if (shelf.number == number) {
                return shelf;
            }
        }
        throw new IllegalArgumentException("no shelf " + number);
    }

    /** Whether it has parts, which are dropped as a whole. */
    public boolean isParted() {
        return this != KEPT;
    }
}
