package dev.pylon.relay.bus;

import io.r2dbc.postgresql.api.PostgresqlConnection;
import java.time.Duration;
import java.time.Instant;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Says that this replica is there, and learns of the others. It counts as alone only for as long as
 * its last look allows, and not in the first seconds of a connection: a database that was restored
 * after a crash has forgotten who is there.
 */
final class Presence {
    private static final String SHOW =
            """
            WITH lazily AS (SELECT set_config('synchronous_commit', 'off', true)), me AS (
                INSERT INTO relay_replica (id, seen_at) SELECT $1, statement_timestamp() FROM lazily
                ON CONFLICT (id) DO UPDATE SET seen_at = excluded.seen_at)
            SELECT count(*) AS others, coalesce(min(seen_at), statement_timestamp()) AS oldest,
                   statement_timestamp() AS now
              FROM relay_replica
             WHERE id <> $1 AND seen_at > statement_timestamp() - make_interval(secs => $2)
            """;
    private static final String LEAVE = "DELETE FROM relay_replica WHERE id = $1";
    private static final String FORGET =
            "DELETE FROM relay_replica WHERE seen_at < now() - interval '5 minutes'";

    private final long me;
    private final Duration remembered;
    private final long trust;
    private volatile long connected;
    private volatile long looked;
    private volatile long others = 1;

    /** What one look showed, by the database's clock. */
    private record Seen(long others, Instant oldest, Instant now) {}

    /**
     * @param look how often it will be shown; a replica that has died still counts for ten times as
     *     long
     */
    Presence(long me, Duration look) {
        this.me = me;
        remembered = look.multipliedBy(10);
        trust = look.multipliedBy(2).toNanos();
    }

    /** Whether nobody else can be serving this database. */
    boolean isAlone() {
        long now = System.nanoTime();
        return others == 0 && now - looked < trust && looked - connected > remembered.toNanos();
    }

    /** How many replicas there are, this one among them. */
    int replicas() {
        return (int) others + 1;
    }

    void connected() {
        connected = System.nanoTime();
    }

    Mono<Void> show(PostgresqlConnection connection) {
        return look(connection).then();
    }

    /**
     * Completes when every other replica has looked since this one was there, or has had the time
     * to.
     */
    Mono<Void> introduce(PostgresqlConnection connection) {
        return look(connection)
                .then(look(connection))
                .flatMap(first ->
                        look(connection)
                                .filter(seen -> seen.others == 0 || seen.oldest.isAfter(first.now))
                                .repeatWhenEmpty(
                                        tries -> tries.delayElements(Duration.ofMillis(50)))
                                .timeout(Duration.ofNanos(trust), Mono.just(first)))
                .then();
    }

    Mono<Void> leave(PostgresqlConnection connection) {
        return Flux.from(connection.createStatement(LEAVE).bind(0, me).execute())
                .flatMap(result -> result.getRowsUpdated())
                .then();
    }

    static Mono<Void> forget(PostgresqlConnection connection) {
        return LogQueries.run(connection, FORGET);
    }

    private Mono<Seen> look(PostgresqlConnection connection) {
        return Mono.defer(() -> {
            long begin = System.nanoTime();
            return Flux.from(
                            connection
                                    .createStatement(SHOW)
                                    .bind(0, me)
                                    .bind(1, remembered.toMillis() / 1e3)
                                    .execute())
                    .concatMap(result ->
                            result.map((row, metadata) ->
                                    new Seen(
                                            LogQueries.number(row, "others"),
                                            LogQueries.instant(row, "oldest"),
                                            LogQueries.instant(row, "now"))))
                    .next()
                    .doOnNext(seen -> {
                        others = seen.others;
                        looked = begin;
                    });
        });
    }
}
