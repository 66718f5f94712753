package dev.pylon.kit.auth;

import dev.pylon.kit.problem.ProblemException;
import java.util.Optional;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/**
 * Puts the caller into the Reactor context; a wrong key is refused, a missing one is left to {@link
 * Callers}.
 */
public final class ApiKeyFilter implements WebFilter {
    private static final String SCHEME = "bearer ";

    /** NIP-98: an event that the endpoint checks itself, since it is for one body. */
    private static final String SIGNED = "nostr ";

    private final ApiKeys keys;

    public ApiKeyFilter(ApiKeys keys) {
        this.keys = keys;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        String header = exchange.getRequest().getHeaders().getFirst(HttpHeaders.AUTHORIZATION);
        if (header == null || header.regionMatches(true, 0, SIGNED, 0, SIGNED.length())) {
            return chain.filter(exchange);
        }
        if (!header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return Mono.error(unauthorized());
        }
        Optional<Caller> caller = keys.find(header.substring(SCHEME.length()).strip());
        return caller.map(known ->
                        chain.filter(exchange)
                                .contextWrite(context -> context.put(Caller.class, known)))
                .orElseGet(() -> Mono.error(unauthorized()));
    }

    static ProblemException unauthorized() {
        return ProblemException.of(
                HttpStatus.UNAUTHORIZED,
                "unauthorized",
                "A valid API key is needed. Send it as: Authorization: Bearer <key>");
    }
}
