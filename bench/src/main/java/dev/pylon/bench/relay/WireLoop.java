package dev.pylon.bench.relay;

import dev.pylon.nostr.event.Signer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One thread with many connections to one relay: non-blocking sockets and nothing between. When a
 * connection breaks, {@link #failure} says so, since a case that lost one measures something else.
 */
final class WireLoop implements AutoCloseable {
    private static final int UNDER_WAY = 200;
    private static final int CHALLENGE_MS = 2_000;
    private static final int OPEN_SECONDS = 60;
    private static final int BUFFER = 256 * 1024;

    private final URI relay;
    private final Signer key;
    private final Selector selector;
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final CompletableFuture<Void> failure = new CompletableFuture<>();
    private final Message message = new Message();
    private final List<Wire> sending = new ArrayList<>();
    private final CompletableFuture<Void> stopped = new CompletableFuture<>();
    private byte[] buffer = new byte[BUFFER];
    private volatile boolean ended;

    WireLoop(String name, URI relay, Signer key) throws IOException {
        this.relay = relay;
        this.key = key;
        selector = Selector.open();
        Thread.ofPlatform().name(name).daemon().start(this::run);
    }

    /** Opens so many, some at a time, and waits until all may be used. */
    List<Wire> connect(int count, Wire.Listener listener) throws Exception {
        Semaphore places = new Semaphore(UNDER_WAY);
        List<CompletableFuture<Wire>> opening = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            if (!places.tryAcquire(OPEN_SECONDS, TimeUnit.SECONDS)) {
                throw new IOException(
                        "connection %d of %d does not come about".formatted(i + 1, count));
            }
            CompletableFuture<Wire> one = connect(listener);
            opening.add(one.whenComplete((wire, error) -> places.release()));
        }
        List<Wire> wires = new ArrayList<>();
        for (CompletableFuture<Wire> one : opening) {
            wires.add(one.get(OPEN_SECONDS, TimeUnit.SECONDS));
        }
        return wires;
    }

    void execute(Runnable task) {
        tasks.add(task);
        selector.wakeup();
    }

    /** Never ends well. */
    CompletableFuture<Void> failure() {
        return failure;
    }

    @Override
    public void close() throws IOException {
        ended = true;
        selector.wakeup();
        stopped.join();
        for (SelectionKey selection : selector.keys()) {
            selection.channel().close();
        }
        selector.close();
    }

    private CompletableFuture<Wire> connect(Wire.Listener listener) {
        CompletableFuture<Wire> result = new CompletableFuture<>();
        execute(() -> {
            try {
                SocketChannel channel = SocketChannel.open();
                channel.configureBlocking(false);
                channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
                Wire wire = new Wire(channel, relay, key, listener, message, sending::add);
                channel.connect(new InetSocketAddress(relay.getHost(), relay.getPort()));
                channel.register(selector, SelectionKey.OP_CONNECT, wire);
                wire.open().whenComplete((done, error) -> settle(result, done, error));
                Executor later =
                        CompletableFuture.delayedExecutor(CHALLENGE_MS, TimeUnit.MILLISECONDS);
                Runnable open =
                        () -> {
                            if (!result.isDone() && !ended) {
                                execute(wire::openUnlessChallenged);
                            }
                        };
                wire.upgraded().thenRunAsync(open, later);
            } catch (IOException e) {
                result.completeExceptionally(e);
            }
        });
        return result;
    }

    private static <T> void settle(
            CompletableFuture<T> result, T value, @Nullable Throwable error) {
        if (error == null) {
            result.complete(value);
        } else {
            result.completeExceptionally(error);
        }
    }

    private void run() {
        try {
            while (!ended) {
                selector.select(this::handle);
                for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
                    task.run();
                }
                flush();
            }
        } catch (IOException | RuntimeException e) {
            failure.completeExceptionally(e);
        } finally {
            stopped.complete(null);
        }
    }

    private void handle(SelectionKey selection) {
        Wire wire = (Wire) selection.attachment();
        try {
            if (selection.isConnectable()) {
                wire.connected();
                selection.interestOps(SelectionKey.OP_READ);
            }
            if (selection.isReadable()) {
                buffer = wire.read(buffer);
            }
            if (selection.isWritable()) {
                sending.add(wire);
            }
        } catch (IOException | IllegalStateException e) {
            selection.cancel();
            wire.open().completeExceptionally(e);
            failure.completeExceptionally(e);
        }
    }

    /** What tasks and answers have given to connections leaves together, in one write each. */
    private void flush() throws IOException {
        for (Wire wire : sending) {
            SelectionKey selection = wire.channel().keyFor(selector);
            if (selection != null && selection.isValid() && wire.channel().isConnected()) {
                wire.flush(selection);
            }
        }
        sending.clear();
    }
}
