package dev.pylon.relay.bus;

import io.r2dbc.postgresql.api.PostgresqlConnection;
import reactor.core.publisher.Flux;

/**
 * Tells replicas that there is something to read. A stroke says no more than that, and one that is
 * lost costs a delay and nothing else.
 */
interface Bell extends AutoCloseable {
    /** Rings for the other replicas, once for all that asks while it is at it. Does not wait. */
    void ring();

    /**
     * A signal whenever another replica rings; lets this one ring for as long as it is subscribed.
     * Fails when the bell is broken.
     *
     * @param connection to the database, for this subscriber alone
     */
    Flux<?> heard(PostgresqlConnection connection);

    @Override
    void close();
}
