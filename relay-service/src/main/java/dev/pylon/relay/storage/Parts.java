package dev.pylon.relay.storage;

import java.time.Duration;
import java.time.Instant;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The tables that hold a shelf's events by age. A shelf's time is cut into four, so that what is
 * dropped as a whole is at most a quarter older than it has to be. Events for which there is no
 * table yet lie in one of their own, so a late cut loses nothing.
 */
public final class Parts {
    private static final int CUTS = 4;
    private static final Duration NARROWEST = Duration.ofMinutes(15);

    private final DatabaseClient database;

    public Parts(DatabaseClient database) {
        this.database = database;
    }

    /**
     * A part that was dropped.
     *
     * @param end everything on the shelf that is older is gone
     * @param events how many went with it
     */
    record Dropped(Instant end, long events) {}

    /** How much later than it has to be the first of a part may go, when the last of it does. */
    static Duration width(Duration keep) {
        Duration cut = keep.dividedBy(CUTS);
        return cut.compareTo(NARROWEST) < 0 ? NARROWEST : cut;
    }

    /** Adds parts, so that there is one for what is made now and one for what is made next. */
    Mono<Void> open(Shelf shelf, Duration keep, Instant now) {
        long width = width(keep).toSeconds();
        return database.sql("SELECT open_parts(:shelf, :since, :until, :width)")
                .bind("shelf", shelf.number())
                .bind("since", Math.max(0, now.minus(keep).getEpochSecond()))
                .bind("until", now.getEpochSecond() + width)
                .bind("width", width)
                .then();
    }

    /** Drops all parts with nothing in them that is younger, the oldest first. */
    Flux<Dropped> drop(Shelf shelf, Instant before) {
        return dropOldest(shelf, before).expand(dropped -> dropOldest(shelf, before));
    }

    private Mono<Dropped> dropOldest(Shelf shelf, Instant before) {
        return database.sql("SELECT ended, events FROM drop_part(:shelf, :before)")
                .bind("shelf", shelf.number())
                .bind("before", before.getEpochSecond())
                .map(row ->
                        new Dropped(
                                Instant.ofEpochSecond(Rows.number(row, "ended")),
                                Rows.number(row, "events")))
                .one();
    }
}
