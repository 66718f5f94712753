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
import org.jspecify.annotations.Nullable;
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
    private final BusSettings.Nats settings;
    private final BusMetrics metrics;
    private final Asked strokes = new Asked();
    private final Thread connecting;
    private volatile @Nullable Connection connection;

    /** Goes on trying in the background until there is a server. */
    NatsBell(long me, BusSettings.Nats settings, BusMetrics metrics) {
        this.me = Long.toHexString(me).getBytes(US_ASCII);
        this.settings = settings;
        this.metrics = metrics;
        Options options = options();
        connecting = Thread.ofVirtual().name("relay-nats-connect").start(() -> connect(options));
    }

    private void connect(Options options) {
        try {
            Connection opened = Nats.connectReconnectOnConnect(options);
            connection = opened;
            opened.createDispatcher(message -> heard(message.getData()))
                    .subscribe(settings.subject());
            strokes.ask();
        } catch (IOException e) {
            log.atError()
                    .addKeyValue("url", settings.url())
                    .setCause(e)
                    .log("NATS refuses this relay; other replicas are only heard when it looks");
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    private Options options() {
        Options.Builder options =
                new Options.Builder()
                        .servers(settings.url().split(","))
                        .connectionName("pylon-relay")
                        .maxReconnects(-1)
                        .reconnectWait(Duration.ofMillis(500))
                        .discardMessagesWhenOutgoingQueueFull()
                        .connectionListener(this::changed);
        if (settings.username() != null && settings.password() != null) {
            options.userInfo(settings.username(), settings.password());
        }
        return options.build();
    }

    /** After it was away there may be something to read. */
    private void changed(Connection nats, ConnectionListener.Events event) {
        log.atInfo().addKeyValue("event", event.name()).log("The connection to NATS changed");
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
        Connection to = connection;
        if (to == null || to.getStatus() != Connection.Status.CONNECTED) {
            return;
        }
        try {
            to.publish(settings.subject(), me);
            metrics.rung();
        } catch (IllegalStateException closedMeanwhile) {
            log.atDebug().setCause(closedMeanwhile).log("A stroke got lost");
        }
    }

    @Override
    public Flux<?> heard(PostgresqlConnection database) {
        return strokes.latest();
    }

    @Override
    public void close() {
        connecting.interrupt();
        Connection opened = connection;
        if (opened != null) {
            try {
                opened.close();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
