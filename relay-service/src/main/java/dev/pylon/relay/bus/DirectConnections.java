package dev.pylon.relay.bus;

import io.r2dbc.postgresql.PostgresqlConnectionFactory;
import io.r2dbc.postgresql.api.PostgresqlConnection;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.Wrapped;
import java.util.function.Function;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Connections that belong to nobody else, beside the pool. */
final class DirectConnections {
    private static final String PREPARE =
            "SET application_name TO 'pylon-relay-bus'; SET plan_cache_mode TO force_custom_plan";

    private final PostgresqlConnectionFactory factory;

    DirectConnections(ConnectionFactory pooled) {
        factory = unwrap(pooled);
    }

    /** One that lasts as long as its use, which fails when it breaks. */
    <T> Flux<T> use(Function<PostgresqlConnection, Publisher<T>> use) {
        return Flux.usingWhen(
                factory.create()
                        .flatMap(connection ->
                                LogQueries.run(connection, PREPARE).thenReturn(connection)),
                use,
                connection -> connection.close().onErrorResume(error -> Mono.empty()));
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
                "pylon.relay.bus needs a PostgreSQL database, not " + factory.getMetadata());
    }
}
