package dev.pylon.relay.storage;

import io.r2dbc.pool.ConnectionPool;
import io.r2dbc.pool.ConnectionPoolConfiguration;
import io.r2dbc.spi.ConnectionFactory;
import java.time.Duration;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.Disposable;

/**
 * Connections on which only filters are asked for. Here plans are kept: planning for all parts of a
 * shelf takes several times as long as looking into them. A plan may be older than what it reads,
 * so it never reads a table from end to end, and goes with its connection after minutes at the
 * most.
 */
public final class QueryConnections implements Disposable {
    private static final Duration PLANS_KEPT = Duration.ofMinutes(5);
    private static final Duration ACQUIRING = Duration.ofSeconds(5);

    /** Whatever is wanted is read in an index's order, and only as far as needed. */
    private static final String SETTINGS =
            "SET application_name TO 'pylon-relay-queries'; SET plan_cache_mode TO force_generic_plan;"
                    + " SET enable_seqscan TO off; SET enable_bitmapscan TO off; SET jit TO off";

    private final ConnectionPool pool;

    /**
     * @param pooled whose database it is
     * @param most at the same moment; they are made when they are needed
     */
    public QueryConnections(ConnectionFactory pooled, int most) {
        pool =
                new ConnectionPool(
                        ConnectionPoolConfiguration.builder(new Unpooled(pooled, SETTINGS))
                                .name("queries")
                                .initialSize(0)
                                .maxSize(most)
                                .maxAcquireTime(ACQUIRING)
                                .maxLifeTime(PLANS_KEPT)
                                .build());
    }

    DatabaseClient client() {
        return DatabaseClient.create(pool);
    }

    @Override
    public void dispose() {
        pool.dispose();
    }
}
