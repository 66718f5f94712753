package dev.pylon.relay.storage;

import io.r2dbc.spi.Readable;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;

/** Calls {@code append_events}, which writes a run of events in one round trip. */
final class AppendCall {
    private static final String CALL =
            "SELECT verdicts, first_position, removed, removed_positions FROM append_events(%s)"
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
                .map(AppendCall::appended)
                .one();
    }

    private static Appended appended(Readable row) {
        String verdicts = Rows.text(row, "verdicts");
        long first = Rows.number(row, "first_position");
        List<StoreOutcome> outcomes = new ArrayList<>(verdicts.length());
        for (int i = 0; i < verdicts.length(); i++) {
            outcomes.add(outcome(verdicts.charAt(i), first + i));
        }
        return new Appended(
                outcomes,
                RemovedEvent.all(
                        row.get("removed", byte[].class),
                        row.get("removed_positions", Long[].class)));
    }

    private static StoreOutcome outcome(char verdict, long position) {
        return switch (verdict) {
            case 'S' -> new StoreOutcome.Stored(new LogPosition(position));
            case 'D' -> new StoreOutcome.Duplicate();
            case 'U' -> new StoreOutcome.Superseded();
            case 'L' -> new StoreOutcome.Deleted();
            case 'V' -> new StoreOutcome.Vanished();
            case 'B' -> new StoreOutcome.Banned();
            default -> throw new IllegalStateException("no such verdict: " + verdict);
        };
    }
}
