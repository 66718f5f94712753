package dev.pylon.relay.connection;

import dev.pylon.relay.policy.Bans;
import dev.pylon.relay.policy.RelaySettings;
import java.util.function.Supplier;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import org.springframework.web.reactive.handler.AbstractHandlerMapping;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebHandler;
import reactor.core.publisher.Mono;
import reactor.netty.Connection;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.http.server.WebsocketServerSpec;

/**
 * Takes the requests for {@code /} that want to become a WebSocket, and hands their channel over.
 * What lies on the wire between is Reactor Netty's; WebFlux is out of the way from then on.
 */
public final class RelayDoor extends AbstractHandlerMapping {
    private final Connections connections;
    private final Supplier<RelaySettings> settings;
    private final Supplier<Bans> bans;

    public RelayDoor(
            Connections connections, Supplier<RelaySettings> settings, Supplier<Bans> bans) {
        this.connections = connections;
        this.settings = settings;
        this.bans = bans;
        setOrder(-100);
    }

    /** Messages somewhat longer than allowed are still read, so that they can be answered. */
    static int maxFrame(RelaySettings settings) {
        return Math.addExact(settings.limits().maxMessageLength(), 64 * 1024);
    }

    @Override
    protected Mono<?> getHandlerInternal(ServerWebExchange exchange) {
        ServerHttpRequest request = exchange.getRequest();
        boolean upgrade =
                "websocket".equalsIgnoreCase(request.getHeaders().getFirst(HttpHeaders.UPGRADE));
        return upgrade && request.getPath().value().equals("/")
                ? Mono.just((WebHandler) this::open)
                : Mono.empty();
    }

    private Mono<Void> open(ServerWebExchange exchange) {
        ServerHttpResponse response = exchange.getResponse();
        if (connections.isFull()) {
            response.setStatusCode(HttpStatus.SERVICE_UNAVAILABLE);
            return response.setComplete();
        }
        String address =
                ClientAddress.of(
                        exchange.getRequest(), settings.get().connection().trustedProxies());
        if (bans.get().addresses().containsKey(address)) {
            response.setStatusCode(HttpStatus.FORBIDDEN);
            return response.setComplete();
        }
        HttpServerResponse netty = ServerHttpResponseDecorator.getNativeResponse(response);
        return response.setComplete().then(Mono.defer(() -> upgrade(netty, address)));
    }

    private Mono<Void> upgrade(HttpServerResponse response, String address) {
        return response.sendWebsocket(
                (in, out) ->
                        Mono.<Connection>create(sink -> in.withConnection(sink::success))
                                .flatMap(wire -> connections.serve(wire, address)),
                WebsocketServerSpec.builder()
                        .maxFramePayloadLength(maxFrame(settings.get()))
                        .compress(false)
                        .build());
    }
}
