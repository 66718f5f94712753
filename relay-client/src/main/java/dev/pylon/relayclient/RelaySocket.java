package dev.pylon.relayclient;

import dev.pylon.nostr.message.ClientMessage;
import dev.pylon.nostr.message.MalformedMessage;
import dev.pylon.nostr.message.MessageCodec;
import dev.pylon.nostr.message.RelayMessage;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.netty.Connection;
import reactor.netty.http.websocket.WebsocketInbound;

/**
 * One WebSocket connection to a relay, from the attempt to its end. Frames are parsed on the event
 * loop, events verified off it, and messages handed to the listener one by one in the order they
 * came. While {@value #VERIFYING} checks are under way nothing more is read.
 */
final class RelaySocket {
    private static final int VERIFYING = 32;
    private static final Duration GOODBYE = Duration.ofSeconds(1);

    /** Hears what a connection does. Called from any thread; {@code ended} once and last. */
    interface Listener {
        void opened();

        /** Whether an event is worth verifying. */
        boolean wants(RelayMessage.EventMessage message);

        void received(RelayMessage message);

        void received(Oddity oddity);

        void writable();

        void ended(String why);
    }

    /** What a relay should not send. */
    enum Oddity {
        GARBAGE,
        INVALID,
        UNWANTED
    }

    private final RelayUrl url;
    private final Transport transport;
    private final Listener listener;
    private final LifeSigns life;
    private final AtomicBoolean ended = new AtomicBoolean();
    private volatile @Nullable Channel channel;
    private volatile @Nullable String reason;
    private volatile boolean opened;
    private volatile @Nullable Disposable attempt;

    private RelaySocket(RelayUrl url, Transport transport, Tally tally, Listener listener) {
        this.url = url;
        this.transport = transport;
        this.listener = listener;
        this.life =
                new LifeSigns(
                        transport.settings().keepAlive(), tally, listener::writable, this::abort);
    }

    /** Begins to connect. */
    static RelaySocket connect(
            RelayUrl url, boolean guest, Transport transport, Tally tally, Listener listener) {
        RelaySocket socket = new RelaySocket(url, transport, tally, listener);
        socket.start(guest);
        return socket;
    }

    private void start(boolean guest) {
        Duration limit = transport.settings().connectTimeout();
        attempt =
                transport
                        .webSocket(url, guest)
                        .handle((in, out) -> serve(in))
                        .subscribe(
                                nothing -> {},
                                error -> end(ConnectionTrouble.describe(error)),
                                () -> end("closed by the relay" + life.closeWords()));
        transport
                .timer()
                .schedule(
                        () -> {
                            if (!opened) {
                                giveUp("no connection within " + limit.toMillis() + " ms");
                            }
                        },
                        limit.toMillis(),
                        TimeUnit.MILLISECONDS);
    }

    private void giveUp(String why) {
        end(why);
        Disposable started = attempt;
        if (started != null) {
            started.dispose();
        }
    }

    private Publisher<Void> serve(WebsocketInbound in) {
        in.withConnection(this::open);
        return in.aggregateFrames(transport.settings().maxFrameBytes())
                .receiveFrames()
                .mapNotNull(this::read)
                .flatMapSequential(this::admit, VERIFYING, 1)
                .doOnNext(listener::received)
                .then();
    }

    private void open(Connection connection) {
        if (ended.get()) {
            connection.dispose();
            return;
        }
        connection.addHandlerLast("life-signs", life);
        channel = connection.channel();
        opened = true;
        listener.opened();
    }

    private @Nullable RelayMessage read(WebSocketFrame frame) {
        if (frame instanceof PongWebSocketFrame || frame instanceof PingWebSocketFrame) {
            return null; // LifeSigns has seen it
        }
        if (!(frame instanceof TextWebSocketFrame text)) {
            listener.received(Oddity.GARBAGE);
            return null;
        }
        try {
            return MessageCodec.readRelay(text.content().nioBuffer());
        } catch (MalformedMessage e) {
            listener.received(Oddity.GARBAGE);
            return null;
        }
    }

    private Mono<RelayMessage> admit(RelayMessage message) {
        if (!(message instanceof RelayMessage.EventMessage delivery)) {
            return Mono.just(message);
        }
        if (!listener.wants(delivery)) {
            listener.received(Oddity.UNWANTED);
            return Mono.empty();
        }
        return transport
                .verifier()
                .isValid(delivery.event())
                .onErrorReturn(RuntimeException.class, false)
                .mapNotNull(valid -> {
                    if (!valid) {
                        listener.received(Oddity.INVALID);
                    }
                    return valid ? message : null;
                });
    }

    /** Sends; does nothing when the connection has ended. */
    void send(ClientMessage message) {
        Channel open = channel;
        if (open != null) {
            open.writeAndFlush(
                    new TextWebSocketFrame(Unpooled.wrappedBuffer(message.toJsonBytes())));
        }
    }

    /** False while the relay takes less than we have sent. */
    boolean isWritable() {
        Channel open = channel;
        return open != null && open.isWritable();
    }

    @Nullable Duration latency() {
        return life.latency();
    }

    /** Says goodbye, then closes; completes when closed. */
    Mono<Void> close(String why) {
        reason = why;
        Channel open = channel;
        if (open == null) {
            giveUp(why);
            return Mono.empty();
        }
        open.writeAndFlush(new CloseWebSocketFrame(WebSocketCloseStatus.NORMAL_CLOSURE))
                .addListener(ChannelFutureListener.CLOSE);
        open.eventLoop().schedule(() -> open.close(), GOODBYE.toMillis(), TimeUnit.MILLISECONDS);
        return Mono.<Void>create(sink -> open.closeFuture().addListener(closed -> sink.success()))
                .doOnTerminate(() -> end(why));
    }

    private void abort(String why) {
        reason = why;
        Channel open = channel;
        if (open != null) {
            open.close();
        }
        end(why);
    }

    private void end(String why) {
        if (ended.compareAndSet(false, true)) {
            String ours = reason;
            listener.ended(ours == null ? why : ours);
        }
    }
}
