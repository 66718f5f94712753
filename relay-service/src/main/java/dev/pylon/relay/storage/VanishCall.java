package dev.pylon.relay.storage;

import dev.pylon.nostr.event.Event;
import dev.pylon.nostr.event.Kinds;
import java.util.List;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Flux;

/** Calls {@code remove_vanished}, which removes what a request to vanish (NIP-62) asks for. */
final class VanishCall {
    private final DatabaseClient database;

    VanishCall(DatabaseClient database) {
        this.database = database;
    }

    /** Whether the run is such a request; it is alone then. */
    static boolean isFor(List<VerifiedEvent> run) {
        return run.size() == 1 && run.getFirst().event().kind() == Kinds.VANISH;
    }

    Flux<Appended> of(VerifiedEvent request) {
        Event event = request.event();
        return database.sql(
                        "SELECT at_position AS position, removed AS id FROM remove_vanished(:who, :upTo)")
                .bind("who", event.pubkey().toBytes())
                .bind("upTo", event.createdAt())
                .map(Rows::removed)
                .all()
                .collectList()
                .map(removed -> new Appended(List.of(), removed))
                .flux();
    }
}
