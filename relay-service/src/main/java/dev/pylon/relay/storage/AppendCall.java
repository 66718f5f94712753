package dev.pylon.relay.storage;

import io.r2dbc.spi.Connection;
import io.r2dbc.spi.Readable;
import io.r2dbc.spi.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import java.util.TreeMap;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Calls {@code append_events}, which writes a run of events in one round trip. Only columns that
 * have something in them are sent, since each costs the driver more than its bytes.
 */
final class AppendCall {
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
        return Mono.defer(() -> {
            Map<String, Object> columns = new TreeMap<>(EventColumns.of(run));
            columns.putAll(DeletionColumns.of(run));
            columns.putAll(MarketColumns.of(run));
            columns.putAll(SearchColumns.of(run, searchable));
            return database.inConnection(connection -> append(connection, columns));
        });
    }

    private static Mono<Appended> append(Connection connection, Map<String, Object> columns) {
        Statement call = connection.createStatement(call(columns.keySet()));
        int place = 0;
        for (Object column : columns.values()) {
            call.bind(place++, column);
        }
        return Flux.from(call.execute())
                .concatMap(result -> result.map(AppendCall::appended))
                .single();
    }

    /** In the same order for the same names, so that it is prepared once. */
    private static String call(Set<String> names) {
        StringJoiner call =
                new StringJoiner(
                        ", ",
                        "SELECT verdicts, first_position, removed, removed_positions"
                                + " FROM append_events(",
                        ")");
        int place = 1;
        for (String name : names) {
            call.add(name + " => $" + place++);
        }
        return call.toString();
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
