package dev.pylon.relay.connection;

import dev.pylon.nostr.message.RelayMessage;
import dev.pylon.relay.metrics.RelayMetrics;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

/**
 * What one connection is owed and has not been written to its socket yet. It has a bound in bytes;
 * a client that lets it overflow is cut off and counted, and slows nobody else. Stored answers wait
 * for room instead. Events wait here, where all clients share their bytes, and are copied for the
 * socket only as it takes them. Safe for use by many threads.
 */
final class Outbound {
    private static final int OVERHEAD = 64;
    private static final int BATCH = 64 * 1024;

    private final Channel channel;
    private final EventLoop loop;
    private final long bound;
    private final OutboundTotal total;
    private final RelayMetrics metrics;
    private final Queue<Frame> queue = new ConcurrentLinkedQueue<>();
    private final AtomicInteger draining = new AtomicInteger();
    private final AtomicLong owed = new AtomicLong();
    private final AtomicBoolean cutOff = new AtomicBoolean();
    private final Queue<MonoSink<Void>> awaitingRoom = new ArrayDeque<>();
    private final OutboundTotal.Copies copies;

    /** Given to the channel; known to its own thread only. */
    private long inChannel;

    /** A text frame: the body, and what stands before and after it if it is an event's JSON. */
    @SuppressWarnings("ArrayRecordComponent")
    private record Frame(byte @Nullable [] prefix, byte[] body) {
        int size() {
            return body.length + (prefix == null ? 0 : prefix.length + 1);
        }

        void writeTo(ByteBuf out) {
            if (prefix == null) {
                out.writeBytes(body);
            } else {
                out.writeBytes(prefix).writeBytes(body).writeByte(']');
            }
        }
    }

    /**
     * @param bound of this connection
     * @param total of all connections
     */
    Outbound(Channel channel, long bound, OutboundTotal total, RelayMetrics metrics) {
        this.channel = channel;
        this.loop = channel.eventLoop();
        this.bound = bound;
        this.total = total;
        this.metrics = metrics;
        copies = total.add(this);
    }

    void send(RelayMessage message) {
        enqueue(new Frame(null, message.toJsonBytes()));
    }

    /**
     * @param prefix what comes before the event's JSON, up to the comma
     */
    void send(byte[] prefix, byte[] eventJson) {
        enqueue(new Frame(prefix, eventJson));
    }

    /** Completes when a quarter of the bound is in use at most, or less where all are short. */
    Mono<Void> room() {
        return Mono.defer(() -> hasRoom() ? Mono.empty() : Mono.create(this::await));
    }

    long owed() {
        return owed.get();
    }

    /** Lets go whoever waits for room; nothing is written any more. */
    void closed() {
        cutOff.set(true);
        forget();
        admit();
    }

    /** Ends the connection of a client that is too far behind. */
    void cutOff() {
        if (cutOff.compareAndSet(false, true)) {
            metrics.slowClientClosed();
            forget();
            channel.close();
        }
    }

    private void forget() {
        total.remove(this);
        copies.forget();
        for (Frame frame = queue.poll(); frame != null; frame = queue.poll()) {
            total.release(frame.body);
        }
    }

    private void await(MonoSink<Void> sink) {
        synchronized (awaitingRoom) {
            awaitingRoom.add(sink);
        }
        sink.onDispose(() -> {
            synchronized (awaitingRoom) {
                awaitingRoom.remove(sink);
            }
        });
        admit();
    }

    /** One after the other, since each is likely to take the room at once. */
    private void admit() {
        while (hasRoom()) {
            MonoSink<Void> next;
            synchronized (awaitingRoom) {
                next = awaitingRoom.poll();
            }
            if (next == null) {
                return;
            }
            next.success();
        }
    }

    private boolean hasRoom() {
        return cutOff.get() || owed.get() <= (total.isScarce() ? BATCH : bound / 4);
    }

    private void enqueue(Frame frame) {
        if (cutOff.get()) {
            return;
        }
        total.hold(frame.body);
        queue.add(frame);
        if (owed.addAndGet(frame.size() + OVERHEAD) > bound) {
            cutOff();
        } else if (draining.getAndIncrement() == 0) {
            loop.execute(this::drain);
        }
        total.keep();
        if (cutOff.get()) {
            forget();
        }
    }

    private void drain() {
        int missed = draining.get();
        do {
            while (inChannel == 0 && writeBatch()) {
                channel.flush();
            }
            missed = draining.addAndGet(-missed);
        } while (missed != 0);
    }

    private boolean writeBatch() {
        int bytes = 0;
        ChannelFuture last = null;
        for (Frame frame = queue.poll(); frame != null; frame = queue.poll()) {
            ByteBuf buffer = channel.alloc().buffer(frame.size());
            frame.writeTo(buffer);
            total.release(frame.body);
            last = channel.write(new TextWebSocketFrame(buffer));
            bytes += frame.size() + OVERHEAD;
            if (bytes >= BATCH) {
                break;
            }
        }
        if (last == null) {
            return false;
        }
        int written = bytes;
        inChannel = bytes;
        copies.change(bytes);
        last.addListener(done -> written(written));
        return true;
    }

    private void written(int bytes) {
        inChannel = 0;
        copies.change(-bytes);
        owed.addAndGet(-bytes);
        admit();
        if (draining.getAndIncrement() == 0) {
            drain();
        }
    }
}
