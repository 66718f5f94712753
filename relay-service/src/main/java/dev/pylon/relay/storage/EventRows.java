package dev.pylon.relay.storage;

import dev.pylon.nostr.event.Event;
import dev.pylon.nostr.event.EventAddress;
import dev.pylon.nostr.event.Tag;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;

/** Writes a run of events and their tags in one statement, and says what became of each. */
final class EventRows {
    private static final String INSERT =
            """
            WITH incoming AS (
                SELECT ord, created_at, kind, address, expires_at,
                       substring(:ids FROM ((ord - 1) * 32 + 1)::int FOR 32) AS id,
                       substring(:authors FROM ((ord - 1) * 32 + 1)::int FOR 32) AS pubkey,
                       substring(:bodies FROM begin FOR length) AS body
                  FROM unnest(:times, :kinds, :addresses, :expirations, :begins, :lengths)
                       WITH ORDINALITY
                       AS t (created_at, kind, address, expires_at, begin, length, ord)
            ), judged AS (
                SELECT i.*, CASE
                    WHEN EXISTS (SELECT 1 FROM event e WHERE e.id = i.id) THEN 'duplicate'
                    WHEN EXISTS (SELECT 1 FROM deleted_event d
                                  WHERE d.id = i.id AND d.author = i.pubkey AND i.kind <> 5)
                      OR EXISTS (SELECT 1 FROM deleted_address d
                                  WHERE d.address = i.address AND d.until >= i.created_at)
                        THEN 'deleted'
                    WHEN EXISTS (SELECT 1 FROM event e WHERE e.address = i.address)
                        THEN 'superseded'
                    ELSE 'stored' END AS verdict
                  FROM incoming i
            ), stored AS (
                INSERT INTO event (id, pubkey, created_at, kind, address, expires_at, body)
                SELECT id, pubkey, created_at, kind, address, expires_at, body
                  FROM judged WHERE verdict = 'stored' ORDER BY ord
                ON CONFLICT DO NOTHING
                RETURNING id, created_at, position
            ), tagged AS (
                INSERT INTO event_tag (tag, created_at, position)
                SELECT t.tag, s.created_at, s.position
                  FROM unnest(:tags, :taggedOrds) AS t (tag, ord)
                  JOIN judged j ON j.ord = t.ord
                  JOIN stored s ON s.id = j.id
            )
            SELECT j.verdict, s.position FROM judged j LEFT JOIN stored s ON s.id = j.id
             ORDER BY j.ord
            """;

    private final DatabaseClient database;

    EventRows(DatabaseClient database) {
        this.database = database;
    }

    Mono<List<StoreOutcome>> insert(List<VerifiedEvent> run) {
        Bodies bodies = Bodies.of(run);
        List<UUID> tags = new ArrayList<>();
        List<Integer> taggedOrds = new ArrayList<>();
        for (int i = 0; i < run.size(); i++) {
            for (UUID tag : tagsOf(run.get(i).event())) {
                tags.add(tag);
                taggedOrds.add(i + 1);
            }
        }
        return database.sql(INSERT)
                .bind("ids", Packed.of(run, event -> event.event().id().toBytes()))
                .bind("authors", Packed.of(run, event -> event.event().pubkey().value().toBytes()))
                .bind("bodies", Packed.of(run, VerifiedEvent::body))
                .bind("times", column(run, Event::createdAt, new Long[0]))
                .bind("kinds", column(run, Event::kind, new Integer[0]))
                .bind("addresses", column(run, EventRows::address, new UUID[0]))
                .bind("expirations", column(run, EventRows::expiration, new Long[0]))
                .bind("begins", bodies.begins)
                .bind("lengths", bodies.lengths)
                .bind("tags", tags.toArray(UUID[]::new))
                .bind("taggedOrds", taggedOrds.toArray(Integer[]::new))
                .map(row ->
                        outcome(row.get("verdict", String.class), row.get("position", Long.class)))
                .all()
                .collectList();
    }

    private static StoreOutcome outcome(@Nullable String verdict, @Nullable Long position) {
        return switch (String.valueOf(verdict)) {
            case "stored" ->
                    position == null
                            ? new StoreOutcome.Duplicate()
                            : new StoreOutcome.Stored(new LogPosition(position));
            case "duplicate" -> new StoreOutcome.Duplicate();
            case "superseded" -> new StoreOutcome.Superseded();
            case "deleted" -> new StoreOutcome.Deleted();
            default -> throw new IllegalStateException("no such verdict: " + verdict);
        };
    }

    private static Set<UUID> tagsOf(Event event) {
        Set<UUID> keys = new LinkedHashSet<>();
        for (Tag tag : event.tags()) {
            if (tag.isIndexed()) {
                keys.add(TagKey.of(tag.name(), tag.values().get(1)));
            }
        }
        return keys;
    }

    private static @Nullable UUID address(Event event) {
        return EventAddress.of(event).map(TagKey::of).orElse(null);
    }

    private static @Nullable Long expiration(Event event) {
        return event.expiration().map(Instant::getEpochSecond).orElse(null);
    }

    private static <T> T[] column(
            List<VerifiedEvent> run, Function<Event, @Nullable T> field, T[] type) {
        List<@Nullable T> values = new ArrayList<>(run.size());
        run.forEach(event -> values.add(field.apply(event.event())));
        return values.toArray(type);
    }

    private record Bodies(Integer[] begins, Integer[] lengths) {
        static Bodies of(List<VerifiedEvent> run) {
            Integer[] begins = new Integer[run.size()];
            Integer[] lengths = new Integer[run.size()];
            int begin = 1;
            for (int i = 0; i < begins.length; i++) {
                begins[i] = begin;
                lengths[i] = run.get(i).body().length;
                begin += lengths[i];
            }
            return new Bodies(begins, lengths);
        }
    }
}
