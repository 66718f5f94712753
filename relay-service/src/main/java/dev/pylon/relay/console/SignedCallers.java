package dev.pylon.relay.console;

import dev.pylon.kit.auth.ApiKeys;
import dev.pylon.kit.auth.Caller;
import dev.pylon.kit.auth.Scope;
import dev.pylon.kit.console.ConsoleCallers;
import dev.pylon.nostr.event.PublicKey;
import dev.pylon.nostr.key.PublicKeys;
import dev.pylon.primitives.Hashes;
import dev.pylon.relay.admin.Administrators;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/**
 * Administrators who ask for a ticket to the console with an event of one of their keys (NIP-98).
 * Their sessions end with the process at the latest, or when the key is no administrator's any
 * more.
 */
final class SignedCallers implements WebFilter, ConsoleCallers {
    private static final String TICKETS = "/v1/console/tickets";
    private static final int NAME = 16;

    private final Administrators administrators;

    SignedCallers(Administrators administrators) {
        this.administrators = administrators;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        ServerHttpRequest request = exchange.getRequest();
        if (!request.getMethod().equals(HttpMethod.POST)
                || !request.getPath().value().equals(TICKETS)) {
            return chain.filter(exchange);
        }
        return administrators
                .signer(exchange, new byte[0])
                .map(key -> Optional.of(caller(key)))
                .defaultIfEmpty(Optional.empty())
                .flatMap(signed ->
                        chain.filter(exchange)
                                .contextWrite(context ->
                                        signed.isPresent()
                                                ? context.put(Caller.class, signed.get())
                                                : context));
    }

    @Override
    public List<ApiKeys.Known> named(String keyId) {
        return administrators.keys().stream()
                .filter(key -> name(key).equals(keyId))
                .map(key -> new ApiKeys.Known(Hashes.sha256(key.toBytes()), caller(key)))
                .toList();
    }

    private static Caller caller(PublicKey key) {
        return new Caller(name(key), "relay", Set.of(Scope.ADMIN), Optional.empty());
    }

    /** Enough of it to tell administrators apart on a narrow page. */
    private static String name(PublicKey key) {
        return PublicKeys.npub(key).substring(0, NAME);
    }
}
