package dev.pylon.relayclient;

import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.WebSocketHandshakeException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import reactor.netty.http.client.PrematureCloseException;

/** Puts what Netty throws into words for a status. */
final class ConnectionTrouble {
    /**
     * Netty's native transports begin with it: {@code finishConnect(..) failed with error(-111): }.
     */
    private static final Pattern SYSTEM_CALL =
            Pattern.compile("^\\w+\\(\\.\\.\\) failed with error\\(-?\\d+\\): ");

    private ConnectionTrouble() {}

    static String describe(Throwable error) {
        return switch (error) {
            case ForbiddenAddressException e -> message(e);
            case UnknownHostException e -> "unknown host: " + e.getMessage();
            case ConnectException e -> "cannot connect: " + message(e);
            case SSLException e -> "TLS failed: " + message(e);
            case TooLongFrameException e -> "the relay sent a frame larger than we take";
            case CorruptedWebSocketFrameException e -> "bad WebSocket frame: " + message(e);
            case WebSocketHandshakeException e -> "no WebSocket there: " + message(e);
            case PrematureCloseException e -> "connection lost";
            case IOException e -> "connection lost: " + message(e);
            default -> message(error);
        };
    }

    private static String message(Throwable error) {
        @Nullable String message = error.getMessage();
        return message == null
                ? error.getClass().getSimpleName()
                : SYSTEM_CALL.matcher(message).replaceFirst("");
    }
}
