package dev.pylon.relay.storage;

import io.r2dbc.pool.ConnectionPool;
import io.r2dbc.pool.ConnectionPoolConfiguration;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.Result;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collections;
import java.util.Map;
import java.util.WeakHashMap;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Connections on which only filters are asked for. Here plans are kept: planning for all parts of a
 * shelf takes several times as long as looking into them. A plan is kept for seconds only, since
 * one for a part that was empty does badly when it fills, and never reads a table from end to end.
 */
public final class QueryConnections implements Disposable {
    static final Duration KEPT = Duration.ofSeconds(5);
    private static final Duration ACQUIRING = Duration.ofSeconds(5);

    /** Whatever is wanted is read in an index's order, and only as far as needed. */
    private static final String SETTINGS =
            "SET application_name TO 'pylon-relay-queries'; SET plan_cache_mode TO force_generic_plan;"
                    + " SET enable_seqscan TO off; SET enable_bitmapscan TO off; SET jit TO off";

    private final ConnectionPool pool;
    private final InstantSource clock;
    private final Map<Connection, Instant> planned =
            Collections.synchronizedMap(new WeakHashMap<>());

    /**
     * @param pooled whose database it is
     * @param most at the same moment; they are made when they are needed
     */
    public QueryConnections(ConnectionFactory pooled, int most, InstantSource clock) {
        this.clock = clock;
        pool =
                new ConnectionPool(
                        ConnectionPoolConfiguration.builder(new Unpooled(pooled, SETTINGS))
                                .name("queries")
                                .initialSize(0)
                                .maxSize(most)
                                .maxAcquireTime(ACQUIRING)
                                .postAllocate(this::forgetOldPlans)
                                .build());
    }

    DatabaseClient client() {
        return DatabaseClient.create(pool);
    }

    private Mono<Void> forgetOldPlans(Connection connection) {
        Instant now = clock.instant();
        Instant before = planned.putIfAbsent(connection, now);
        if (before == null || now.isBefore(before.plus(KEPT)) && !now.isBefore(before)) {
            return Mono.empty();
        }
        planned.put(connection, now);
        return Flux.from(connection.createStatement("DISCARD PLANS").execute())
                .flatMap(Result::getRowsUpdated)
                .then();
    }

    @Override
    public void dispose() {
        pool.dispose();
    }
}
