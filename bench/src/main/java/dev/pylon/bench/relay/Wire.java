package dev.pylon.bench.relay;

import dev.pylon.nostr.auth.Nip42;
import dev.pylon.nostr.event.Event;
import dev.pylon.nostr.event.Signer;
import dev.pylon.nostr.message.ClientMessage;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One WebSocket to a relay, which answers AUTH (NIP-42) by itself. Used by its loop's thread only.
 */
final class Wire implements Frames.Sink {
    /** What a case makes of a connection's messages. */
    interface Listener {
        void received(Wire wire, Message message);
    }

    private static final byte[] NOTHING = {};

    private final SocketChannel channel;
    private final URI relay;
    private final Signer key;
    private final Listener listener;
    private final Message message;
    private final Consumer<Wire> sends;
    private final CompletableFuture<Wire> open = new CompletableFuture<>();
    private final ArrayDeque<ByteBuffer> out = new ArrayDeque<>(2);
    private byte[] rest = NOTHING;
    private final CompletableFuture<Void> upgraded = new CompletableFuture<>();
    private @Nullable Event authentication;

    /**
     * @param message the loop's, to look at what arrives
     * @param sends is told when there is something to flush
     */
    Wire(
            SocketChannel channel,
            URI relay,
            Signer key,
            Listener listener,
            Message message,
            Consumer<Wire> sends) {
        this.sends = sends;
        this.channel = channel;
        this.relay = relay;
        this.key = key;
        this.listener = listener;
        this.message = message;
    }

    /** Ends when the connection may be used: after AUTH, or when no challenge came. */
    CompletableFuture<Wire> open() {
        return open;
    }

    /** Ends when it is a WebSocket, on which a challenge may be under way. */
    CompletableFuture<Void> upgraded() {
        return upgraded;
    }

    /** To be called some time after that, for relays that don't challenge. */
    void openUnlessChallenged() {
        if (authentication == null) {
            open.complete(this);
        }
    }

    /** Takes a whole frame; it leaves with the others when the loop has no more to read. */
    void send(byte[] frame) {
        if (out.isEmpty()) {
            sends.accept(this);
        }
        out.add(ByteBuffer.wrap(frame));
    }

    void connected() throws IOException {
        channel.finishConnect();
        String path = relay.getRawPath().isEmpty() ? "/" : relay.getRawPath();
        String request =
                """
                GET %s HTTP/1.1
                Host: %s
                Upgrade: websocket
                Connection: Upgrade
                Sec-WebSocket-Key: cHlsb24gcmVsYXkgYmVuY2g=
                Sec-WebSocket-Version: 13

                """
                        .formatted(path, relay.getAuthority())
                        .replace("\n", "\r\n");
        send(request.getBytes(StandardCharsets.US_ASCII));
    }

    /**
     * Reads once.
     *
     * @return the buffer to use from now on, which has grown if one frame needs more
     * @throws IOException when the connection has ended
     */
    byte[] read(byte[] buffer) throws IOException {
        byte[] space =
                rest.length > buffer.length / 2 ? new byte[rest.length * 2 + 65_536] : buffer;
        System.arraycopy(rest, 0, space, 0, rest.length);
        int got = channel.read(ByteBuffer.wrap(space, rest.length, space.length - rest.length));
        if (got < 0) {
            throw new IOException("the relay closed the connection");
        }
        int end = rest.length + got;
        int from = upgraded.isDone() ? 0 : upgrade(space, end);
        int used = upgraded.isDone() ? Frames.scan(space, from, end, this) : from;
        rest = used == end ? NOTHING : Arrays.copyOfRange(space, used, end);
        return space;
    }

    /** Writes what it can, and asks to be told when there is room for the rest. */
    void flush(SelectionKey selection) throws IOException {
        while (!out.isEmpty()) {
            channel.write(out.toArray(ByteBuffer[]::new));
            while (!out.isEmpty() && !out.getFirst().hasRemaining()) {
                out.removeFirst();
            }
            if (!out.isEmpty()) {
                selection.interestOps(SelectionKey.OP_READ | SelectionKey.OP_WRITE);
                return;
            }
        }
        if (selection.interestOps() != SelectionKey.OP_READ) {
            selection.interestOps(SelectionKey.OP_READ);
        }
    }

    SocketChannel channel() {
        return channel;
    }

    @Override
    public void text(byte[] bytes, int from, int to) {
        message.at(bytes, from, to);
        if (message.label() == Message.Label.AUTH) {
            authenticate(message.value());
        } else if (!open.isDone() && answersAuthentication()) {
            if (message.accepted()) {
                open.complete(this);
            } else {
                open.completeExceptionally(new IOException("AUTH was refused: " + message));
            }
        } else {
            listener.received(this, message);
        }
    }

    @Override
    public void ping(byte[] payload) {
        send(Frames.pong(payload));
    }

    @Override
    public void close() {
        throw new IllegalStateException("the relay says goodbye");
    }

    private void authenticate(String challenge) {
        Event event = Nip42.authTemplate(relay.toString(), challenge).sign(key);
        authentication = event;
        send(Frames.text(new ClientMessage.Authenticate(event).toJsonBytes()));
    }

    private boolean answersAuthentication() {
        return authentication != null
                && message.label() == Message.Label.OK
                && message.id() == Ids.prefix(authentication.id());
    }

    /** The answer's end, or 0 while it is not all there. */
    private int upgrade(byte[] bytes, int end) throws IOException {
        String answer = new String(bytes, 0, end, StandardCharsets.ISO_8859_1);
        int blank = answer.indexOf("\r\n\r\n");
        if (blank < 0) {
            return 0;
        }
        if (!answer.startsWith("HTTP/1.1 101")) {
            throw new IOException("no WebSocket: " + answer.lines().findFirst().orElse(""));
        }
        upgraded.complete(null);
        return blank + 4;
    }
}
