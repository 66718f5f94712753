package dev.pylon.relay.admin;

import dev.pylon.kit.auth.Callers;
import dev.pylon.kit.auth.Scope;
import dev.pylon.kit.problem.ProblemException;
import dev.pylon.nostr.auth.HttpAuthFailure;
import dev.pylon.nostr.auth.Nip98;
import dev.pylon.nostr.event.Event;
import dev.pylon.nostr.event.PublicKey;
import dev.pylon.nostr.key.PublicKeys;
import dev.pylon.relay.policy.RelayNames;
import dev.pylon.relay.policy.RelaySettings;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/**
 * Tells administrators from others: by an API key with the scope {@code admin}, or by an event of
 * one of their keys that names the request and its body (NIP-98) and has not been used before.
 */
public final class Administrators {
    private final RelaySettings settings;
    private final Set<PublicKey> keys;
    private final InstantSource clock;
    private final UsedIds used;

    public Administrators(RelaySettings settings, DatabaseClient database, InstantSource clock) {
        this.settings = settings;
        this.clock = clock;
        used = new UsedIds(database, Nip98.TOLERANCE.multipliedBy(3));
        keys =
                settings.admin().keys().stream()
                        .filter(key -> !key.isBlank())
                        .map(PublicKeys::parse)
                        .collect(Collectors.toUnmodifiableSet());
    }

    /** Completes if an administrator asks; 401 or 403 otherwise. */
    Mono<Void> require(ServerWebExchange exchange, byte[] body) {
        String header = exchange.getRequest().getHeaders().getFirst(HttpHeaders.AUTHORIZATION);
        Optional<Event> event = Optional.ofNullable(header).flatMap(Nip98::fromHeader);
        return event.isPresent()
                ? Mono.fromRunnable(() -> check(event.get(), exchange.getRequest(), body))
                        .then(Mono.defer(() -> use(event.get())))
                : Callers.require(Scope.ADMIN).then();
    }

    /** Emits whose event the request carries; empty if it carries none. 401 or 403 as above. */
    public Mono<PublicKey> signer(ServerWebExchange exchange, byte[] body) {
        return Mono.justOrEmpty(
                        exchange.getRequest().getHeaders().getFirst(HttpHeaders.AUTHORIZATION))
                .mapNotNull(header -> Nip98.fromHeader(header).orElse(null))
                .flatMap(event -> require(exchange, body).thenReturn(event.pubkey()));
    }

    /** The keys that may sign. */
    public Set<PublicKey> keys() {
        return keys;
    }

    private void check(Event event, ServerHttpRequest request, byte[] body) {
        Optional<HttpAuthFailure> failure =
                Nip98.check(
                        event, urls(request), request.getMethod().name(), body, clock.instant());
        if (failure.isPresent()) {
            throw refused("unauthorized", failure.get().reason(), HttpStatus.UNAUTHORIZED);
        }
        if (!keys.contains(event.pubkey())) {
            throw refused(
                    "not-an-administrator",
                    "the key is not among admin.keys",
                    HttpStatus.FORBIDDEN);
        }
    }

    private Mono<Void> use(Event event) {
        return used.use(event.id())
                .filter(first -> first)
                .switchIfEmpty(
                        Mono.error(() ->
                                refused(
                                        "unauthorized",
                                        "the event was used before, sign another",
                                        HttpStatus.UNAUTHORIZED)))
                .then();
    }

    private static ProblemException refused(String code, String why, HttpStatus status) {
        return ProblemException.of(status, code, "NIP-98: " + why);
    }

    /** The request's URL by the names of this relay, never by what the client calls it. */
    private Set<String> urls(ServerHttpRequest request) {
        String query = request.getURI().getRawQuery();
        String path = request.getURI().getRawPath() + (query == null ? "" : "?" + query);
        return RelayNames.ofRequest(settings, request.getLocalAddress(), path);
    }
}
