package dev.pylon.relay.storage;

import io.r2dbc.postgresql.PostgresqlConnectionFactory;
import io.r2dbc.postgresql.api.PostgresqlConnection;
import io.r2dbc.postgresql.api.PostgresqlResult;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.ConnectionFactoryMetadata;
import io.r2dbc.spi.Wrapped;
import reactor.core.publisher.Mono;

/** Connections to a pool's database that are none of the pool's, for settings of their own. */
public final class Unpooled implements ConnectionFactory {
    private final PostgresqlConnectionFactory factory;
    private final String settings;

    /**
     * @param pooled whose database it is
     * @param settings SQL that each connection begins with
     * @throws IllegalStateException if it is not PostgreSQL's
     */
    public Unpooled(ConnectionFactory pooled, String settings) {
        this.factory = unwrap(pooled);
        this.settings = settings;
    }

    @Override
    public Mono<PostgresqlConnection> create() {
        return factory.create()
                .flatMap(connection ->
                        connection
                                .createStatement(settings)
                                .execute()
                                .flatMap(PostgresqlResult::getRowsUpdated)
                                .then()
                                .onErrorResume(error ->
                                        connection
                                                .close()
                                                .onErrorComplete()
                                                .then(Mono.error(error)))
                                .thenReturn(connection));
    }

    @Override
    public ConnectionFactoryMetadata getMetadata() {
        return factory.getMetadata();
    }

    private static PostgresqlConnectionFactory unwrap(ConnectionFactory factory) {
        Object inner = factory;
        while (inner instanceof Wrapped<?> wrapped
                && !(inner instanceof PostgresqlConnectionFactory)) {
            inner = wrapped.unwrap();
        }
        if (inner instanceof PostgresqlConnectionFactory postgres) {
            return postgres;
        }
        throw new IllegalStateException(
                "The relay needs a PostgreSQL database, not " + factory.getMetadata());
    }
}
