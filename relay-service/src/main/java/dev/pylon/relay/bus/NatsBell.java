package dev.pylon.relay.bus;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.pylon.relay.policy.BusSettings;
import io.nats.client.Connection;
import io.nats.client.ConnectionListener;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.r2dbc.postgresql.api.PostgresqlConnection;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;

/**
 * Rings by a NATS server. It carries no events and keeps nothing: while it is away, replicas find
 * each other's events when they look by themselves.
 */
final class NatsBell implements Bell {
    private static final Logger log = LoggerFactory.getLogger(NatsBell.class);

    private final byte[] me;
    private final String subject;
    private final BusMetrics metrics;
    private final Asked strokes = new Asked();
    private final Connection connection;

    NatsBell(long me, BusSettings.Nats settings, BusMetrics metrics) {
        this.me = Long.toHexString(me).getBytes(US_ASCII);
        subject = settings.subject();
        this.metrics = metrics;
        connection = connect(options(settings));
        connection
                .createDispatcher(message -> heard(message.getData()))
                .subscribe(settings.subject());
    }

    private static Connection connect(Options options) {
        try {
            return Nats.connectReconnectOnConnect(options);
        } catch (IOException e) {
            throw new IllegalStateException("no NATS by pylon.relay.bus.nats.url", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private Options options(BusSettings.Nats settings) {
        Options.Builder options =
                new Options.Builder()
                        .server(settings.url())
                        .connectionName("pylon-relay")
                        .maxReconnects(-1)
                        .reconnectWait(Duration.ofMillis(500))
                        .reconnectBufferSize(0)
                        .connectionListener(this::changed);
        if (settings.username() != null && settings.password() != null) {
            options.userInfo(settings.username(), settings.password());
        }
        return options.build();
    }

    /** After it was away there may be something to read. */
    private void changed(Connection nats, ConnectionListener.Events event) {
        log.atInfo().addKeyValue("event", event.toString()).log("NATS");
        strokes.ask();
    }

    private void heard(byte[] from) {
        if (!Arrays.equals(me, from)) {
            metrics.heard();
            strokes.ask();
        }
    }

    @Override
    public void ring() {
        if (connection.getStatus() == Connection.Status.CONNECTED) {
            connection.publish(subject, me);
            metrics.rung();
        }
    }

    @Override
    public Flux<?> heard(PostgresqlConnection database) {
        return strokes.latest();
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
