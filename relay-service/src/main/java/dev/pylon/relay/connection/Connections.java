package dev.pylon.relay.connection;

import dev.pylon.relay.flow.Budget;
import dev.pylon.relay.ingest.Ingest;
import dev.pylon.relay.ingest.Verifier;
import dev.pylon.relay.metrics.RelayMetrics;
import dev.pylon.relay.policy.EventPolicy;
import dev.pylon.relay.policy.RelaySettings;
import dev.pylon.relay.policy.SubscriptionPolicy;
import dev.pylon.relay.subscription.Subscriptions;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import reactor.core.publisher.Mono;
import reactor.netty.http.websocket.WebsocketInbound;
import reactor.netty.http.websocket.WebsocketOutbound;

/** All clients that are connected. Says goodbye to them before the server stops. */
public final class Connections implements SmartLifecycle {
    private static final Logger log = LoggerFactory.getLogger(Connections.class);

    private final RelaySettings settings;
    private final Ingest ingest;
    private final Verifier verifier;
    private final Subscriptions subscriptions;
    private final EventPolicy eventPolicy;
    private final SubscriptionPolicy subscriptionPolicy;
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
            RelayMetrics metrics,
            InstantSource clock) {
        this.settings = settings;
        this.ingest = ingest;
        this.verifier = verifier;
        this.subscriptions = subscriptions;
        this.eventPolicy = eventPolicy;
        this.subscriptionPolicy = subscriptionPolicy;
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

    Mono<Void> serve(Channel channel, WebsocketInbound in, WebsocketOutbound out) {
        Outbound outbound =
                new Outbound(channel, settings.connection().outbound().toBytes(), metrics);
        open.put(channel, outbound);
        channel.closeFuture().addListener(closed -> open.remove(channel));
        channel.pipeline().addFirst(new KeepAlive(settings.connection().ping()));
        in.aggregateFrames(RelayDoor.maxFrame(settings));
        return connection(channel, outbound)
                .serve(in.receiveFrames().map(Connections::frame))
                .onErrorResume(error -> refuse(out, error));
    }

    private Connection connection(Channel channel, Outbound outbound) {
        Authentication authentication =
                new Authentication(
                        RelayUrls.of(settings, channel.localAddress()),
                        settings.auth().maxKeys(),
                        verifier,
                        clock,
                        metrics);
        return new Connection(
                settings.limits().maxMessageLength(),
                new Budget(settings.connection().inbound().toBytes()),
                outbound,
                authentication,
                new Publishing(ingest, eventPolicy, authentication, outbound),
                new Subscribing(
                        subscriptions,
                        subscriptionPolicy,
                        authentication,
                        outbound,
                        settings.auth().hold(),
                        settings.limits().maxSubscriptions()),
                metrics);
    }

    /** The frame is released by its giver when this returns. */
    private static Connection.Frame frame(WebSocketFrame frame) {
        return new Connection.Frame(
                ByteBufUtil.getBytes(frame.content()), frame instanceof TextWebSocketFrame);
    }

    private static Mono<Void> refuse(WebsocketOutbound out, Throwable error) {
        log.atDebug().setCause(error).log("A connection broke");
        WebSocketCloseStatus status =
                error instanceof TooLongFrameException
                        ? WebSocketCloseStatus.MESSAGE_TOO_BIG
                        : WebSocketCloseStatus.PROTOCOL_ERROR;
        return out.sendClose(status.code(), status.reasonText());
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
