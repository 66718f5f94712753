package dev.pylon.relay.connection;

import dev.pylon.relay.flow.Budget;
import dev.pylon.relay.ingest.Ingest;
import dev.pylon.relay.ingest.Verifier;
import dev.pylon.relay.metrics.RelayMetrics;
import dev.pylon.relay.policy.EventPolicy;
import dev.pylon.relay.policy.RelaySettings;
import dev.pylon.relay.policy.SubscriptionPolicy;
import dev.pylon.relay.protocol.Privacy;
import dev.pylon.relay.subscription.Subscriptions;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import reactor.core.publisher.Mono;
import reactor.netty.Connection;

/** All clients that are connected. Says goodbye to them before the server stops. */
public final class Connections implements SmartLifecycle {
    private static final Logger log = LoggerFactory.getLogger(Connections.class);

    private final RelaySettings settings;
    private final Ingest ingest;
    private final Verifier verifier;
    private final Subscriptions subscriptions;
    private final EventPolicy eventPolicy;
    private final SubscriptionPolicy subscriptionPolicy;
    private final Privacy privacy;
    private final RelayMetrics metrics;
    private final InstantSource clock;
    private final Map<Channel, Outbound> open = new ConcurrentHashMap<>();
    private volatile boolean running;

    public Connections(
            RelaySettings settings,
            Ingest ingest,
            Verifier verifier,
            Subscriptions subscriptions,
            EventPolicy eventPolicy,
            SubscriptionPolicy subscriptionPolicy,
            Privacy privacy,
            RelayMetrics metrics,
            InstantSource clock) {
        this.settings = settings;
        this.ingest = ingest;
        this.verifier = verifier;
        this.subscriptions = subscriptions;
        this.eventPolicy = eventPolicy;
        this.subscriptionPolicy = subscriptionPolicy;
        this.privacy = privacy;
        this.metrics = metrics;
        this.clock = clock;
        metrics.gauge("relay.connections", "Open WebSockets", open::size);
        metrics.gauge(
                "relay.outbound.bytes",
                "Bytes that clients have not taken yet",
                () -> open.values().stream().mapToLong(Outbound::owed).sum());
    }

    boolean isFull() {
        return !running || open.size() >= settings.connection().max();
    }

    /** Serves the client for as long as the connection lives. */
    Mono<Void> serve(Connection wire) {
        Channel channel = wire.channel();
        Outbound outbound =
                new Outbound(channel, settings.connection().outbound().toBytes(), metrics);
        Client client = client(channel, outbound);
        Inbound inbound = new Inbound();
        open.put(channel, outbound);
        channel.closeFuture()
                .addListener(closed -> {
                    open.remove(channel);
                    client.closed();
                });
        Mono<Void> serving =
                client.serve(inbound.frames()).doOnError(Connections::broken).then(Mono.never());
        return serving.doOnSubscribe(begun -> {
            channel.pipeline().addFirst(new KeepAlive(settings.connection().ping()));
            wire.addHandlerLast(new BoundedMessages(RelayDoor.maxFrame(settings)));
            wire.addHandlerLast(inbound);
        });
    }

    private Client client(Channel channel, Outbound outbound) {
        Set<String> relayUrls = RelayUrls.of(settings, channel.localAddress());
        Authentication authentication =
                new Authentication(relayUrls, settings.auth().maxKeys(), verifier, clock, metrics);
        return new Client(
                settings.limits().maxMessageLength(),
                new Budget(settings.connection().inbound().toBytes()),
                outbound,
                authentication,
                new Publishing(ingest, eventPolicy, authentication, relayUrls, outbound),
                new Subscribing(
                        subscriptions,
                        subscriptionPolicy,
                        privacy,
                        authentication,
                        outbound,
                        settings.auth().hold(),
                        settings.limits().maxSubscriptions()),
                metrics);
    }

    private static void broken(Throwable error) {
        log.atError().setCause(error).log("A connection had to be given up");
    }

    @Override
    public void start() {
        running = true;
    }

    @Override
    public void stop() {
        running = false;
        open.keySet()
                .forEach(channel ->
                        channel.writeAndFlush(
                                        new CloseWebSocketFrame(
                                                WebSocketCloseStatus.ENDPOINT_UNAVAILABLE))
                                .addListener(sent -> channel.close()));
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** Stops before the server waits for its requests to end, of which these are some. */
    @Override
    public int getPhase() {
        return DEFAULT_PHASE;
    }
}
