package dev.pylon.relay.connection;

import dev.pylon.nostr.event.PublicKey;
import dev.pylon.relay.flow.Budget;
import dev.pylon.relay.ingest.Ingest;
import dev.pylon.relay.ingest.Verifier;
import dev.pylon.relay.metrics.RelayMetrics;
import dev.pylon.relay.policy.Bans;
import dev.pylon.relay.policy.EventPolicy;
import dev.pylon.relay.policy.RateLimits;
import dev.pylon.relay.policy.RelayNames;
import dev.pylon.relay.policy.RelaySettings;
import dev.pylon.relay.policy.SubscriptionPolicy;
import dev.pylon.relay.protocol.Privacy;
import dev.pylon.relay.subscription.Subscriptions;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import reactor.core.publisher.Mono;
import reactor.netty.Connection;

/** All clients that are connected. Says goodbye to them before the server stops. */
public final class Connections implements SmartLifecycle {
    private static final Logger log = LoggerFactory.getLogger(Connections.class);

    /** 40 bytes each, for all connections together. */
    private static final long SYNC_EVENTS = 2_000_000;

    private final Supplier<RelaySettings> current;
    private final Ingest ingest;
    private final Verifier verifier;
    private final Subscriptions subscriptions;
    private final EventPolicy eventPolicy;
    private final SubscriptionPolicy subscriptionPolicy;
    private final Privacy privacy;
    private final RateLimits rates;
    private final Supplier<Bans> bans;
    private final RelayMetrics metrics;
    private final InstantSource clock;
    private final Map<Channel, Served> open = new ConcurrentHashMap<>();
    private final SyncRoom syncRoom = new SyncRoom(SYNC_EVENTS);
    private final OutboundTotal outboundTotal;
    private final Budget largeMessages;
    private volatile boolean running;

    private record Served(
            String address, Authentication authentication, Outbound outbound, Instant since) {}

    /**
     * A connection as the operator sees it.
     *
     * @param keys that it has authenticated as
     * @param behind bytes that it has not taken yet
     */
    public record Seen(String id, String address, Set<PublicKey> keys, long behind, Instant since) {
        public Seen {
            keys = Set.copyOf(keys);
        }
    }

    public Connections(
            Supplier<RelaySettings> current,
            Ingest ingest,
            Verifier verifier,
            Subscriptions subscriptions,
            EventPolicy eventPolicy,
            SubscriptionPolicy subscriptionPolicy,
            Privacy privacy,
            RateLimits rates,
            Supplier<Bans> bans,
            RelayMetrics metrics,
            InstantSource clock) {
        this.current = current;
        this.ingest = ingest;
        this.verifier = verifier;
        this.subscriptions = subscriptions;
        this.eventPolicy = eventPolicy;
        this.subscriptionPolicy = subscriptionPolicy;
        this.privacy = privacy;
        this.rates = rates;
        this.bans = bans;
        this.metrics = metrics;
        this.clock = clock;
        outboundTotal = new OutboundTotal(current.get().connection().outboundTotal().toBytes());
        largeMessages = new Budget(current.get().connection().inboundTotal().toBytes());
        metrics.gauge(
                "relay.inbound.large.bytes",
                "Bytes of large messages not dealt with yet",
                largeMessages::inUse);
        metrics.gauge("relay.sync.events", "Events held for comparisons", syncRoom::held);
        metrics.gauge("relay.connections", "Open WebSockets", open::size);
        metrics.gauge(
                "relay.outbound.bytes",
                "Bytes that clients have not taken yet",
                () -> open.values().stream().mapToLong(served -> served.outbound.owed()).sum());
        metrics.gauge(
                "relay.outbound.memory.bytes",
                "Memory of what clients have not taken yet",
                outboundTotal::held);
    }

    /** How many are open. */
    public int count() {
        return open.size();
    }

    boolean isFull() {
        return !running || open.size() >= current.get().connection().max();
    }

    /** Serves the client for as long as the connection lives. */
    Mono<Void> serve(Connection wire, String address) {
        RelaySettings settings = current.get();
        Channel channel = wire.channel();
        Outbound outbound =
                new Outbound(
                        channel,
                        settings.connection().outbound().toBytes(),
                        outboundTotal,
                        metrics);
        Authentication authentication = authentication(settings, channel);
        Client client = client(settings, authentication, address, outbound);
        Inbound inbound = new Inbound();
        open.put(channel, new Served(address, authentication, outbound, clock.instant()));
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

    /** Ends the connections from this address. */
    public void endFrom(String address) {
        end(served -> served.address.equals(address));
    }

    /** Ends the connections that have authenticated as this key. */
    public void endOf(PublicKey key) {
        end(served -> served.authentication.keys().contains(key));
    }

    private void end(Predicate<Served> which) {
        open.forEach((channel, served) -> {
            if (which.test(served)) {
                end(channel);
            }
        });
    }

    private static void end(Channel channel) {
        channel.writeAndFlush(new CloseWebSocketFrame(WebSocketCloseStatus.POLICY_VIOLATION))
                .addListener(sent -> channel.close());
    }

    /** Those that are furthest behind, and of equal ones the oldest. */
    public List<Seen> slowest(int most) {
        return open.entrySet().stream()
                .map(entry -> seen(entry.getKey(), entry.getValue()))
                .sorted(
                        Comparator.comparingLong(Seen::behind)
                                .reversed()
                                .thenComparing(Seen::since)
                                .thenComparing(Seen::id))
                .limit(most)
                .toList();
    }

    private static Seen seen(Channel channel, Served served) {
        return new Seen(
                channel.id().asLongText(),
                served.address,
                served.authentication.keys(),
                served.outbound.owed(),
                served.since);
    }

    /**
     * Ends one connection, at once: who does not read would not read a goodbye either.
     *
     * @return whether there was such a one
     */
    public boolean close(String id) {
        Optional<Channel> found =
                open.keySet().stream()
                        .filter(channel -> channel.id().asLongText().equals(id))
                        .findFirst();
        found.ifPresent(Channel::close);
        return found.isPresent();
    }

    private Authentication authentication(RelaySettings settings, Channel channel) {
        return new Authentication(
                RelayNames.at(settings, channel.localAddress()),
                settings.auth().maxKeys(),
                verifier,
                bans,
                clock,
                metrics);
    }

    private Client client(
            RelaySettings settings,
            Authentication authentication,
            String address,
            Outbound outbound) {
        RateLimits.Connection pace = rates.connection(address);
        return new Client(
                () -> current.get().limits().maxMessageLength(),
                new Budget(settings.connection().inbound().toBytes()),
                new LargeMessages(largeMessages),
                outbound,
                authentication,
                new Publishing(ingest, eventPolicy, authentication, pace, outbound),
                new Subscribing(
                        subscriptions, subscriptionPolicy, privacy, authentication, pace, outbound),
                new Syncing(
                        subscriptions,
                        subscriptionPolicy,
                        privacy,
                        authentication,
                        pace,
                        verifier,
                        syncRoom,
                        outbound),
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
