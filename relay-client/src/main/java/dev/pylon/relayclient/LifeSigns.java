package dev.pylon.relayclient;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Sits in a connection's pipeline: pings, notices when nothing comes back (a half-open connection),
 * measures the latency and keeps what the relay says when it closes.
 */
final class LifeSigns extends ChannelDuplexHandler {
    private final KeepAlive keepAlive;
    private final Tally tally;
    private final Runnable onWritable;
    private final Consumer<String> onDead;
    private @Nullable Future<?> timer;
    private long lastFrame;
    private long pinged;
    private boolean awaitingPong;
    private volatile @Nullable Duration latency;
    private volatile String closeWords = "";

    LifeSigns(KeepAlive keepAlive, Tally tally, Runnable onWritable, Consumer<String> onDead) {
        this.keepAlive = keepAlive;
        this.tally = tally;
        this.onWritable = onWritable;
        this.onDead = onDead;
    }

    @Nullable Duration latency() {
        return latency;
    }

    /** {@code ": 1001 going away"}, or nothing. */
    String closeWords() {
        return closeWords;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        lastFrame = System.nanoTime();
        after(context, Duration.ZERO, () -> ping(context));
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        if (timer != null) {
            timer.cancel(false);
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        lastFrame = System.nanoTime();
        if (message instanceof WebSocketFrame) {
            tally.frames.increment();
        }
        if (message instanceof PongWebSocketFrame && awaitingPong) {
            awaitingPong = false;
            latency = Duration.ofNanos(lastFrame - pinged);
        }
        if (message instanceof CloseWebSocketFrame close && close.statusCode() > 0) {
            closeWords = (": " + close.statusCode() + " " + close.reasonText()).stripTrailing();
        }
        context.fireChannelRead(message);
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        if (context.channel().isWritable()) {
            onWritable.run();
        }
        context.fireChannelWritabilityChanged();
    }

    private void ping(ChannelHandlerContext context) {
        pinged = System.nanoTime();
        awaitingPong = true;
        context.channel().writeAndFlush(new PingWebSocketFrame(Unpooled.EMPTY_BUFFER));
        after(context, keepAlive.patience(), () -> check(context));
    }

    private void check(ChannelHandlerContext context) {
        if (lastFrame - pinged < 0) {
            onDead.accept(
                    "nothing heard within " + keepAlive.patience().toMillis() + " ms of a ping");
            return;
        }
        after(context, keepAlive.every(), () -> ping(context));
    }

    private void after(ChannelHandlerContext context, Duration wait, Runnable task) {
        timer = context.executor().schedule(task, wait.toNanos(), TimeUnit.NANOSECONDS);
    }
}
