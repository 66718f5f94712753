package dev.pylon.relay.bus;

import dev.pylon.relay.flow.Budget;
import dev.pylon.relay.flow.GatheringQueue;
import dev.pylon.relay.storage.VerifiedEvent;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * Leaves ephemeral events for the other replicas, as many at a time as have gathered. They outlive
 * the crash of a replica, but not for certain that of the database.
 */
final class PassingLog implements AutoCloseable {
    private static final int GROUP = 500;
    private static final int OVERHEAD = 1024;
    private static final long BYTES = 32 << 20;
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final String WRITE =
            """
            WITH lazily AS (SELECT set_config('synchronous_commit', 'off', true))
            INSERT INTO relay_passing (origin, body)
            SELECT :me, substring(:bodies FROM b.begin FOR b.length)
              FROM lazily, unnest(:begins, :lengths) AS b (begin, length)
            """;

    private final DatabaseClient database;
    private final long me;
    private final Budget bytes = new Budget(BYTES);
    private final GatheringQueue<Waiting> queue = new GatheringQueue<>(GROUP);
    private final Disposable writes;

    private record Waiting(VerifiedEvent event, Sinks.Empty<Void> written) {}

    PassingLog(DatabaseClient database, long me) {
        this.database = database;
        this.me = me;
        writes = queue.groups().concatMap(this::write, 0).subscribe();
    }

    /** Completes when the others can read it. */
    Mono<Void> write(VerifiedEvent event) {
        return bytes.during(
                event.body().length + OVERHEAD,
                Mono.defer(() -> {
                    Waiting waiting = new Waiting(event, Sinks.empty());
                    queue.offer(waiting);
                    return waiting.written.asMono();
                }));
    }

    private Mono<Void> write(List<Waiting> group) {
        Integer[] begins = new Integer[group.size()];
        Integer[] lengths = new Integer[group.size()];
        int begin = 1;
        for (int i = 0; i < begins.length; i++) {
            begins[i] = begin;
            lengths[i] = group.get(i).event.body().length;
            begin += lengths[i];
        }
        ByteBuffer bodies = ByteBuffer.allocate(begin - 1);
        group.forEach(waiting -> bodies.put(waiting.event.body()));
        return database.sql(WRITE)
                .bind("me", me)
                .bind("bodies", bodies.flip())
                .bind("begins", begins)
                .bind("lengths", lengths)
                .then()
                .timeout(TIMEOUT)
                .doOnSuccess(done -> group.forEach(waiting -> waiting.written.tryEmitEmpty()))
                .onErrorResume(error -> {
                    group.forEach(waiting -> waiting.written.tryEmitError(error));
                    return Mono.empty();
                });
    }

    @Override
    public void close() {
        writes.dispose();
    }
}
