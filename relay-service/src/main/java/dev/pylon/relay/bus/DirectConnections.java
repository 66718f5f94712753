package dev.pylon.relay.bus;

import dev.pylon.relay.storage.Unpooled;
import io.r2dbc.postgresql.api.PostgresqlConnection;
import io.r2dbc.spi.ConnectionFactory;
import java.util.function.Function;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Connections that belong to nobody else, beside the pool. */
final class DirectConnections {
    private static final String SETTINGS =
            "SET application_name TO 'pylon-relay-bus'; SET plan_cache_mode TO force_custom_plan";

    private final Unpooled connections;

    DirectConnections(ConnectionFactory pooled) {
        connections = new Unpooled(pooled, SETTINGS);
    }

    /** One that lasts as long as its use, which fails when it breaks. */
    <T> Flux<T> use(Function<PostgresqlConnection, Publisher<T>> use) {
        return Flux.usingWhen(
                connections.create(),
                use,
                connection -> connection.close().onErrorResume(error -> Mono.empty()));
    }
}
