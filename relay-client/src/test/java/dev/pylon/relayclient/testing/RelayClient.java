package dev.pylon.relayclient.testing;

import dev.pylon.nostr.auth.AuthOutcome;
import dev.pylon.nostr.auth.Nip42;
import dev.pylon.nostr.event.Event;
import dev.pylon.nostr.filter.Filter;
import dev.pylon.nostr.message.ClientMessage;
import dev.pylon.nostr.message.MalformedMessage;
import dev.pylon.nostr.message.MessageCodec;
import dev.pylon.nostr.message.RelayMessage;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.netty.http.websocket.WebsocketInbound;

/** A client connected to a {@link ScriptedRelay}, as the relay sees it. */
public final class RelayClient {
    private final ScriptedRelay relay;
    private final Map<String, List<Filter>> subscriptions = new ConcurrentHashMap<>();
    private volatile @Nullable Channel channel;
    private volatile @Nullable String challenge;
    private volatile boolean authenticated;
    private volatile boolean muted;

    RelayClient(ScriptedRelay relay) {
        this.relay = relay;
    }

    Publisher<Void> serve(WebsocketInbound in) {
        in.withConnection(connection -> channel = connection.channel());
        relay.joined(this);
        return in.aggregateFrames()
                .receiveFrames()
                .doOnNext(this::take)
                .doFinally(end -> relay.left(this))
                .onErrorComplete()
                .then();
    }

    private void take(WebSocketFrame frame) {
        if (relay.isFrozen()) {
            return;
        }
        switch (frame) {
            case PingWebSocketFrame ping ->
                    channel().writeAndFlush(new PongWebSocketFrame(ping.content().retain()));
            case TextWebSocketFrame text -> take(text.text());
            default -> {}
        }
    }

    private void take(String text) {
        try {
            ClientMessage message = MessageCodec.readClient(text);
            if (!relay.isScripted(this, message)) {
                handle(message);
            }
        } catch (MalformedMessage e) {
            send(new RelayMessage.Notice(e.prefixedReason()));
        }
    }

    /** Does what a relay should. */
    public void handle(ClientMessage message) {
        boolean refused = relay.isAuthRequired() && !authenticated;
        switch (message) {
            case ClientMessage.Publish publish when refused ->
                    ok(publish.event(), false, "auth-required: who are you?");
            case ClientMessage.Publish publish -> publish(publish.event());
            case ClientMessage.Subscribe subscribe when refused ->
                    send(
                            new RelayMessage.Closed(
                                    subscribe.subscriptionId(), "auth-required: who are you?"));
            case ClientMessage.Subscribe subscribe -> subscribe(subscribe);
            case ClientMessage.Close close -> subscriptions.remove(close.subscriptionId());
            case ClientMessage.Authenticate auth -> authenticate(auth.event());
            case ClientMessage.Count count ->
                    send(new RelayMessage.Closed(count.subscriptionId(), "unsupported: COUNT"));
            case ClientMessage.Sync sync ->
                    send(
                            new RelayMessage.SyncError(
                                    sync.subscriptionId(), "unsupported: NEG-OPEN"));
        }
    }

    private void publish(Event event) {
        if (!event.isValid()) {
            ok(event, false, "invalid: signature");
        } else if (relay.has(event)) {
            ok(event, true, "duplicate: have it");
        } else {
            ok(event, true, "");
            relay.accept(event);
        }
    }

    private void subscribe(ClientMessage.Subscribe subscribe) {
        String id = subscribe.subscriptionId();
        subscriptions.put(id, subscribe.filters());
        subscribe.filters().stream()
                .flatMap(filter -> relay.find(filter).stream())
                .distinct()
                .forEach(event -> send(new RelayMessage.EventMessage(id, event)));
        send(new RelayMessage.EndOfStored(id));
    }

    private void authenticate(Event event) {
        String expected = challenge;
        boolean good =
                expected != null
                        && Nip42.check(event, expected, Set.of(relay.url().value()), Instant.now())
                                instanceof AuthOutcome.Authenticated;
        if (good) {
            authenticated = true;
        }
        ok(event, good, good ? "" : "restricted: that is not you");
    }

    void offer(Event event) {
        subscriptions.forEach((id, filters) -> {
            if (filters.stream().anyMatch(filter -> filter.matches(event))) {
                send(new RelayMessage.EventMessage(id, event));
            }
        });
    }

    /** Challenges, with words never used before. */
    public void challenge() {
        String words = UUID.randomUUID().toString();
        challenge = words;
        send(new RelayMessage.Challenge(words));
    }

    public void ok(Event event, boolean accepted, String words) {
        send(new RelayMessage.Ok(event.id(), accepted, words));
    }

    public void send(RelayMessage message) {
        sendText(message.toJson());
    }

    public void sendText(String text) {
        if (!relay.isFrozen() && !muted) {
            channel().writeAndFlush(new TextWebSocketFrame(text));
        }
    }

    public void sendFrame(WebSocketFrame frame) {
        channel().writeAndFlush(frame);
    }

    /** Does something, and sends nothing of what it would. */
    public void muted(Runnable task) {
        muted = true;
        try {
            task.run();
        } finally {
            muted = false;
        }
    }

    public void later(Duration wait, Runnable task) {
        channel().eventLoop().schedule(task, wait.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Cuts the connection without a word. */
    public void cut() {
        channel().close();
    }

    public boolean isAuthenticated() {
        return authenticated;
    }

    /** What is open, by subscription id. */
    public Map<String, List<Filter>> subscriptions() {
        return subscriptions;
    }

    private Channel channel() {
        Channel open = channel;
        if (open == null) {
            throw new IllegalStateException("not connected yet");
        }
        return open;
    }
}
