package dev.pylon.relayclient.testing;

import dev.pylon.nostr.event.Event;
import dev.pylon.nostr.filter.Filter;
import dev.pylon.nostr.message.ClientMessage;
import dev.pylon.nostr.message.RelayMessage;
import dev.pylon.relayclient.RelayUrl;
import io.netty.channel.ChannelOption;
import io.netty.handler.ssl.SslContext;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.WebsocketServerSpec;
import reactor.netty.resources.LoopResources;

/**
 * A relay in memory on a real socket. Left alone it does what NIP-01 says, and NIP-42 if told to
 * {@link #requireAuth}. A {@link Script} makes it do something else for a message, the other
 * methods make it misbehave on its own. It remembers all that clients have said to it.
 */
public final class ScriptedRelay implements AutoCloseable {
    private static final int MAX_FRAME = 4 * 1024 * 1024;

    private final LoopResources loops = LoopResources.create("scripted-relay", 1, true);
    private final Set<Event> stored = new LinkedHashSet<>();
    private final Set<RelayClient> clients = ConcurrentHashMap.newKeySet();
    private final List<ClientMessage> heard = new CopyOnWriteArrayList<>();
    private final List<Script> scripts = new CopyOnWriteArrayList<>();
    private int port;
    private final AtomicInteger connections = new AtomicInteger();
    private @Nullable DisposableServer server;
    private volatile boolean authRequired;
    private volatile boolean challenging;
    private volatile boolean frozen;
    private volatile boolean stopped;
    private volatile int answerLimit = 500;
    private volatile Predicate<RelayClient> unwelcome = client -> false;

    /** What to do with a message in place of what a relay should do. */
    @FunctionalInterface
    public interface Script {
        /** True if the message has been dealt with. */
        boolean play(RelayClient client, ClientMessage message);
    }

    private final @Nullable SslContext tls;

    private ScriptedRelay(@Nullable SslContext tls) {
        this.tls = tls;
    }

    public static ScriptedRelay start() {
        return start(null);
    }

    /** Under wss, and under the name localhost. */
    public static ScriptedRelay startSecure(SslContext tls) {
        return start(tls);
    }

    private static ScriptedRelay start(@Nullable SslContext tls) {
        ScriptedRelay relay = new ScriptedRelay(tls);
        relay.restart();
        return relay;
    }

    /** An address at which nothing listens. */
    public static RelayUrl nowhere() {
        ScriptedRelay relay = start();
        relay.close();
        return relay.url();
    }

    public RelayUrl url() {
        return RelayUrl.of((tls == null ? "ws://127.0.0.1:" : "wss://localhost:") + port);
    }

    /** Listens, at the port it had before if it had one. */
    public synchronized void restart() {
        SslContext secret = tls;
        HttpServer http = HttpServer.create();
        DisposableServer bound =
                (secret == null ? http : http.secure(ssl -> ssl.sslContext(secret)))
                        .runOn(loops)
                        .host("127.0.0.1")
                        .port(port)
                        .option(ChannelOption.SO_REUSEADDR, true)
                        .route(routes ->
                                routes.ws(
                                        "/**",
                                        (in, out) -> {
                                            connections.incrementAndGet();
                                            return new RelayClient(this).serve(in);
                                        },
                                        WebsocketServerSpec.builder()
                                                .handlePing(true)
                                                .maxFramePayloadLength(MAX_FRAME)
                                                .build()))
                        .bindNow();
        port = bound.port();
        stopped = false;
        server = bound;
    }

    /** Stops listening and cuts all connections; what is stored stays. */
    public synchronized void stop() {
        stopped = true;
        if (server != null) {
            server.disposeNow(Duration.ofSeconds(5));
            server = null;
        }
        cutAll();
    }

    @Override
    public void close() {
        stop();
        loops.disposeLater(Duration.ZERO, Duration.ofSeconds(1)).block();
    }

    /** Challenges at once on connecting, and serves only the authenticated. */
    public ScriptedRelay requireAuth() {
        challenging = true;
        authRequired = true;
        return this;
    }

    /** Challenges at once on connecting, and serves everybody. */
    public ScriptedRelay challengeAtOnce() {
        challenging = true;
        return this;
    }

    /** Serves only the authenticated, and leaves it to a script when to challenge. */
    public ScriptedRelay requireAuthWithoutChallenge() {
        authRequired = true;
        return this;
    }

    /** Asked before all earlier ones. */
    public ScriptedRelay script(Script script) {
        scripts.addFirst(script);
        return this;
    }

    /** A script for one kind of message. */
    public <M extends ClientMessage> ScriptedRelay on(Class<M> kind, TypedScript<M> script) {
        return script((client, message) ->
                kind.isInstance(message) && script.play(client, kind.cast(message)));
    }

    /** A script for one kind of message. */
    @FunctionalInterface
    public interface TypedScript<M extends ClientMessage> {
        boolean play(RelayClient client, M message);
    }

    /** Closes such connections as soon as they are made. */
    public ScriptedRelay hangUpOn(Predicate<RelayClient> which) {
        unwelcome = which;
        return this;
    }

    public void forgetScripts() {
        scripts.clear();
    }

    /** Gives no more than so many stored events for one filter. */
    public ScriptedRelay answerAtMost(int events) {
        answerLimit = events;
        return this;
    }

    /** Half-open: connections stay, but nothing is answered any more, not even pings. */
    public void freeze() {
        frozen = true;
    }

    public void thaw() {
        frozen = false;
    }

    /** Cuts all connections without a word. */
    public void cutAll() {
        clients.forEach(RelayClient::cut);
    }

    public void sendAll(RelayMessage message) {
        clients.forEach(client -> client.send(message));
    }

    public void sendAll(String text) {
        clients.forEach(client -> client.sendText(text));
    }

    /** Sends an event to every subscription there is, whether it matches or not. */
    public void force(Event event) {
        for (RelayClient client : clients) {
            client.subscriptions()
                    .keySet()
                    .forEach(id -> client.send(new RelayMessage.EventMessage(id, event)));
        }
    }

    /** Stores without telling anybody. */
    public void store(Event event) {
        synchronized (stored) {
            stored.add(event);
        }
    }

    /** Stores, and tells those whose subscriptions match. */
    public void accept(Event event) {
        store(event);
        clients.forEach(client -> client.offer(event));
    }

    public boolean has(Event event) {
        synchronized (stored) {
            return stored.contains(event);
        }
    }

    public Set<RelayClient> clients() {
        return clients;
    }

    /** How many connections there have been in all. */
    public int connections() {
        return connections.get();
    }

    public List<ClientMessage> heard() {
        return heard;
    }

    public <M extends ClientMessage> List<M> heard(Class<M> kind) {
        return heard.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    boolean isFrozen() {
        return frozen;
    }

    boolean isAuthRequired() {
        return authRequired;
    }

    void joined(RelayClient client) {
        clients.add(client);
        if (stopped || unwelcome.test(client)) {
            client.cut();
        } else if (challenging) {
            client.challenge();
        }
    }

    void left(RelayClient client) {
        clients.remove(client);
    }

    boolean isScripted(RelayClient client, ClientMessage message) {
        heard.add(message);
        for (Script script : scripts) {
            if (script.play(client, message)) {
                return true;
            }
        }
        return false;
    }

    List<Event> find(Filter filter) {
        Predicate<Event> matching = filter::matches;
        synchronized (stored) {
            return stored.stream()
                    .filter(matching)
                    .sorted(Comparator.comparingLong(Event::createdAt).reversed())
                    .limit(Math.min(answerLimit, filter.limit().orElse(answerLimit)))
                    .toList();
        }
    }
}
