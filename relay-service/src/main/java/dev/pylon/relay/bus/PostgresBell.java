package dev.pylon.relay.bus;

import io.r2dbc.postgresql.api.PostgresqlConnection;
import reactor.core.publisher.Flux;

/** LISTEN and NOTIFY. Who rings and who hears are told apart by the payload. */
final class PostgresBell implements Bell {
    private static final String LISTEN = "LISTEN pylon_relay";
    private static final String NOTIFY = "NOTIFY pylon_relay, '%s'";

    private final String me;
    private final Asked rings = new Asked();
    private final BusMetrics metrics;

    PostgresBell(long me, BusMetrics metrics) {
        this.me = Long.toHexString(me);
        this.metrics = metrics;
    }

    @Override
    public void ring() {
        rings.ask();
    }

    @Override
    public Flux<?> heard(PostgresqlConnection connection) {
        Flux<?> others =
                connection
                        .getNotifications()
                        .filter(notification -> !me.equals(notification.getParameter()))
                        .doOnNext(notification -> metrics.heard());
        // what was rung before is looked for at once
        Flux<?> listening = LogQueries.run(connection, LISTEN).thenReturn(true).flux();
        Flux<?> ringing = rings.latest().concatMap(asked -> ring(connection), 1);
        return Flux.merge(others, listening, ringing);
    }

    private Flux<?> ring(PostgresqlConnection connection) {
        return LogQueries.run(connection, NOTIFY.formatted(me))
                .doOnSuccess(done -> metrics.rung())
                .flux();
    }

    @Override
    public void close() {}
}
