package dev.pylon.relay.storage;

import dev.pylon.nostr.event.EventId;
import io.r2dbc.spi.Readable;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;

/** Calls {@code append_events}, which writes a run of events in one round trip. */
final class AppendCall {
    private static final String CALL =
            "SELECT verdict, at_position, removed FROM append_events(%s)"
                    .formatted(
                            Stream.of(
                                            EventColumns.NAMES,
                                            DeletionColumns.NAMES,
                                            MarketColumns.NAMES,
                                            SearchColumns.NAMES)
                                    .flatMap(List::stream)
                                    .map(name -> ":" + name)
                                    .collect(Collectors.joining(", ")));

    private final DatabaseClient database;
    private final Set<Integer> searchable;

    private record Row(String verdict, @Nullable Long position, byte @Nullable [] removed) {}

    /**
     * @param searchable kinds whose words are filed
     */
    AppendCall(DatabaseClient database, Set<Integer> searchable) {
        this.database = database;
        this.searchable = Set.copyOf(searchable);
    }

    Mono<Appended> of(List<VerifiedEvent> run) {
        return database.sql(CALL)
                .bindValues(EventColumns.of(run))
                .bindValues(DeletionColumns.of(run))
                .bindValues(MarketColumns.of(run))
                .bindValues(SearchColumns.of(run, searchable))
                .map(AppendCall::row)
                .all()
                .collectList()
                .map(AppendCall::appended);
    }

    private static Row row(Readable row) {
        return new Row(
                String.valueOf(row.get("verdict", String.class)),
                row.get("at_position", Long.class),
                row.get("removed", byte[].class));
    }

    private static Appended appended(List<Row> rows) {
        List<StoreOutcome> outcomes = new ArrayList<>(rows.size());
        List<RemovedEvent> removed = new ArrayList<>(0);
        for (Row row : rows) {
            if (row.removed != null && row.position != null) {
                removed.add(
                        new RemovedEvent(new LogPosition(row.position), EventId.of(row.removed)));
            } else {
                outcomes.add(outcome(row));
            }
        }
        return new Appended(outcomes, removed);
    }

    private static StoreOutcome outcome(Row row) {
        return switch (row.verdict) {
            case "stored" ->
                    row.position == null
                            ? new StoreOutcome.Duplicate()
                            : new StoreOutcome.Stored(new LogPosition(row.position));
            case "duplicate" -> new StoreOutcome.Duplicate();
            case "superseded" -> new StoreOutcome.Superseded();
            case "deleted" -> new StoreOutcome.Deleted();
            case "vanished" -> new StoreOutcome.Vanished();
            case "banned" -> new StoreOutcome.Banned();
            default -> throw new IllegalStateException("no such verdict: " + row.verdict);
        };
    }
}
