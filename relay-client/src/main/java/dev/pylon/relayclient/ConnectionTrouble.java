package dev.pylon.relayclient;

import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.WebSocketHandshakeException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import reactor.netty.http.client.PrematureCloseException;

/** Puts what Netty throws into words for a status. */
final class ConnectionTrouble {
    private ConnectionTrouble() {}

    static String describe(Throwable error) {
        return switch (error) {
            case UnknownHostException e -> "unknown host: " + e.getMessage();
            case ConnectException e -> "cannot connect: " + message(e);
            case SSLException e -> "TLS failed: " + message(e);
            case TooLongFrameException e -> "the relay sent a frame larger than we take";
            case CorruptedWebSocketFrameException e -> "bad WebSocket frame: " + message(e);
            case WebSocketHandshakeException e -> "no WebSocket there: " + message(e);
            case PrematureCloseException e -> "connection lost";
            default -> message(error);
        };
    }

    private static String message(Throwable error) {
        @Nullable String message = error.getMessage();
        return message == null ? error.getClass().getSimpleName() : message;
    }
}
