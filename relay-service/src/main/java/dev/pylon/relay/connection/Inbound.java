package dev.pylon.relay.connection;

import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxSink;

/**
 * Takes a client's messages off the channel and stops reading it while too many of them wait. Pings
 * and closes are left to Reactor Netty, which answers them.
 */
final class Inbound extends ChannelInboundHandlerAdapter {
    private static final int FULL = 64 * 1024;
    private static final int OVERHEAD = 64;

    private final Flux<Client.Frame> frames;
    private final AtomicInteger waiting = new AtomicInteger();
    private final List<Client.Frame> early = new ArrayList<>();
    private @Nullable ChannelHandlerContext context;
    private @Nullable FluxSink<Client.Frame> sink;

    Inbound() {
        frames = Flux.<Client.Frame>create(this::begin).doOnNext(this::taken);
    }

    /** To be subscribed once, by the channel's own thread. */
    Flux<Client.Frame> frames() {
        return frames;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext added) {
        context = added;
        // Reactor Netty reads when somebody asks it for frames, which nobody does here
        added.channel().config().setAutoRead(true);
    }

    @Override
    public void channelRead(ChannelHandlerContext from, Object message) {
        if (message instanceof TextWebSocketFrame || message instanceof BinaryWebSocketFrame) {
            try {
                arrived(from, (WebSocketFrame) message);
            } finally {
                ReferenceCountUtil.release(message);
            }
        } else if (message instanceof PongWebSocketFrame) {
            ReferenceCountUtil.release(message);
        } else {
            from.fireChannelRead(message);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext from) {
        if (sink != null) {
            sink.complete();
        }
        from.fireChannelInactive();
    }

    /** Clients vanish every day: no error of ours, and nothing for the log. */
    @Override
    public void exceptionCaught(ChannelHandlerContext from, Throwable cause) {
        if (cause instanceof IOException) {
            from.close();
        } else {
            from.fireExceptionCaught(cause);
        }
    }

    private void begin(FluxSink<Client.Frame> created) {
        sink = created;
        early.forEach(created::next);
        early.clear();
    }

    private void arrived(ChannelHandlerContext from, WebSocketFrame message) {
        boolean text = message instanceof TextWebSocketFrame;
        Client.Frame frame = new Client.Frame(ByteBufUtil.getBytes(message.content()), text);
        if (waiting.addAndGet(frame.bytes().length + OVERHEAD) > FULL) {
            from.channel().config().setAutoRead(false);
        }
        if (sink == null) {
            early.add(frame);
        } else {
            sink.next(frame);
        }
    }

    private void taken(Client.Frame frame) {
        int left = waiting.addAndGet(-frame.bytes().length - OVERHEAD);
        if (left <= FULL / 2 && context != null && !context.channel().config().isAutoRead()) {
            context.channel().config().setAutoRead(true);
        }
    }
}
