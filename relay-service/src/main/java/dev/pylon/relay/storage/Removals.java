package dev.pylon.relay.storage;

import dev.pylon.nostr.event.Event;
import dev.pylon.nostr.event.EventAddress;
import dev.pylon.nostr.event.EventId;
import dev.pylon.nostr.event.Kinds;
import dev.pylon.primitives.Hex;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Flux;

/** Removes what a run of events replaces (NIP-01) or deletes (NIP-09), before they are written. */
final class Removals {
    private static final String DELETE_BY_ID =
            """
            WITH named AS (
                SELECT substring(:ids FROM ((ord - 1) * 32 + 1)::int FOR 32) AS id,
                       substring(:authors FROM ((ord - 1) * 32 + 1)::int FOR 32) AS author
                  FROM generate_series(1, :count) AS t (ord)
            ), kept_out AS (
                INSERT INTO deleted_event (id, author) SELECT id, author FROM named
                ON CONFLICT DO NOTHING
            )
            DELETE FROM event e USING named n
             WHERE e.id = n.id AND e.pubkey = n.author AND e.kind <> 5
            RETURNING e.id
            """;
    private static final String DELETE_BY_ADDRESS =
            """
            WITH named AS (
                SELECT address, until FROM unnest(:addresses, :untils) AS t (address, until)
            ), kept_out AS (
                INSERT INTO deleted_address AS d (address, until) SELECT address, until FROM named
                ON CONFLICT (address) DO UPDATE SET until = greatest(d.until, excluded.until)
            )
            DELETE FROM event e USING named n
             WHERE e.address = n.address AND e.created_at <= n.until
            RETURNING e.id
            """;
    private static final String REPLACE =
            """
            WITH incoming AS (
                SELECT address, created_at,
                       substring(:ids FROM ((ord - 1) * 32 + 1)::int FOR 32) AS id,
                       substring(:authors FROM ((ord - 1) * 32 + 1)::int FOR 32) AS pubkey
                  FROM unnest(:addresses, :times) WITH ORDINALITY AS t (address, created_at, ord)
            )
            DELETE FROM event e USING incoming i
             WHERE e.address = i.address
               AND (e.created_at < i.created_at OR (e.created_at = i.created_at AND e.id > i.id))
               AND NOT EXISTS (SELECT 1 FROM deleted_event d
                                WHERE d.id = i.id AND d.author = i.pubkey)
               AND NOT EXISTS (SELECT 1 FROM deleted_address d
                                WHERE d.address = i.address AND d.until >= i.created_at)
            RETURNING e.id
            """;

    private final DatabaseClient database;

    Removals(DatabaseClient database) {
        this.database = database;
    }

    /** The ids of what is gone. */
    Flux<EventId> of(List<VerifiedEvent> run) {
        List<Event> deletions =
                run.stream()
                        .map(VerifiedEvent::event)
                        .filter(event -> event.kind() == Kinds.DELETION)
                        .toList();
        List<Event> versions =
                run.stream()
                        .map(VerifiedEvent::event)
                        .filter(event -> EventAddress.of(event).isPresent())
                        .toList();
        return Flux.concat(byId(deletions), byAddress(deletions), byVersion(versions));
    }

    private Flux<EventId> byId(List<Event> deletions) {
        List<EventId> ids = new ArrayList<>();
        List<Event> by = new ArrayList<>();
        for (Event deletion : deletions) {
            deletion.tags()
                    .values("e")
                    .filter(id -> Hex.isLowerCase(id, 32))
                    .distinct()
                    .forEach(id -> {
                        ids.add(EventId.fromHex(id));
                        by.add(deletion);
                    });
        }
        if (ids.isEmpty()) {
            return Flux.empty();
        }
        return database.sql(DELETE_BY_ID)
                .bind("ids", Packed.of(ids, EventId::toBytes))
                .bind("authors", Packed.of(by, event -> event.pubkey().value().toBytes()))
                .bind("count", ids.size())
                .map(Rows::id)
                .all();
    }

    private Flux<EventId> byAddress(List<Event> deletions) {
        Map<UUID, Long> untils = new HashMap<>();
        for (Event deletion : deletions) {
            deletion.tags()
                    .values("a")
                    .flatMap(text -> EventAddress.parse(text).stream())
                    .filter(address -> address.author().equals(deletion.pubkey()))
                    .map(Removals::canonical)
                    .forEach(address ->
                            untils.merge(TagKey.of(address), deletion.createdAt(), Math::max));
        }
        if (untils.isEmpty()) {
            return Flux.empty();
        }
        List<UUID> addresses = List.copyOf(untils.keySet());
        return database.sql(DELETE_BY_ADDRESS)
                .bind("addresses", addresses.toArray(UUID[]::new))
                .bind("untils", addresses.stream().map(untils::get).toArray(Long[]::new))
                .map(Rows::id)
                .all();
    }

    private Flux<EventId> byVersion(List<Event> versions) {
        if (versions.isEmpty()) {
            return Flux.empty();
        }
        return database.sql(REPLACE)
                .bind("ids", Packed.of(versions, event -> event.id().toBytes()))
                .bind("authors", Packed.of(versions, event -> event.pubkey().value().toBytes()))
                .bind(
                        "addresses",
                        versions.stream()
                                .flatMap(event -> EventAddress.of(event).stream())
                                .map(TagKey::of)
                                .toArray(UUID[]::new))
                .bind("times", versions.stream().map(Event::createdAt).toArray(Long[]::new))
                .map(Rows::id)
                .all();
    }

    /** A replaceable kind has no identifier, whatever a tag says. */
    private static EventAddress canonical(EventAddress address) {
        return Kinds.isReplaceable(address.kind())
                ? new EventAddress(address.kind(), address.author(), "")
                : address;
    }
}
