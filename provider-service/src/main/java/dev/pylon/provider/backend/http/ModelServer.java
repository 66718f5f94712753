package dev.pylon.provider.backend.http;

import dev.pylon.provider.backend.Availability;
import dev.pylon.provider.backend.BackendFailure;
import dev.pylon.provider.backend.BackendFailure.Cause;
import io.netty.channel.ChannelOption;
import io.netty.handler.ssl.SslContext;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.client.reactive.ReactorClientHttpConnector;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.reactive.function.client.WebClientRequestException;
import org.springframework.web.reactive.function.client.WebClientResponseException;
import reactor.core.Exceptions;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;

/**
 * A model's server as the adapters call it. Everything that goes wrong is a {@link BackendFailure}.
 */
public final class ModelServer {
    /** {@code Authorization: Bearer …}. */
    public static final BiConsumer<HttpHeaders, String> BEARER = HttpHeaders::setBearerAuth;

    private static final Duration PROBE_LIMIT = Duration.ofSeconds(4);
    private static final int CONNECT_MILLIS = 3_000;
    private static final int MAX_BODY = 1024 * 1024;

    private final String url;
    private final ApiKey key;
    private final BiConsumer<HttpHeaders, String> authentication;
    private final WebClient client;

    /**
     * @param authentication puts the key into a request's headers
     */
    public ModelServer(
            String name, String url, ApiKey key, BiConsumer<HttpHeaders, String> authentication) {
        this(name, url, key, authentication, null);
    }

    /**
     * @param authentication puts the key into a request's headers
     * @param certificates the only ones it may show; null for those that the system trusts
     */
    public ModelServer(
            String name,
            String url,
            ApiKey key,
            BiConsumer<HttpHeaders, String> authentication,
            @Nullable SslContext certificates) {
        this.url = url;
        this.key = key;
        this.authentication = authentication;
        HttpClient netty =
                HttpClient.create(
                                ConnectionProvider.builder("backend-" + name)
                                        .maxConnections(64)
                                        .maxIdleTime(Duration.ofSeconds(4))
                                        .build())
                        .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MILLIS);
        client =
                WebClient.builder()
                        .baseUrl(url)
                        .clientConnector(
                                new ReactorClientHttpConnector(
                                        certificates == null
                                                ? netty
                                                : netty.secure(
                                                        tls -> tls.sslContext(certificates))))
                        .codecs(codecs -> codecs.defaultCodecs().maxInMemorySize(MAX_BODY))
                        .build();
    }

    /** A response that is no refusal. */
    public static final class Reply {
        private final ClientResponse response;

        private Reply(ClientResponse response) {
            this.response = response;
        }

        public boolean is(MediaType type) {
            return response.headers().contentType().filter(type::isCompatibleWith).isPresent();
        }

        /** Each with its line feed. */
        public Flux<String> lines() {
            return Lines.of(response.bodyToFlux(DataBuffer.class));
        }

        public Mono<String> whole() {
            return response.bodyToMono(String.class).defaultIfEmpty("");
        }
    }

    public Mono<String> get(String path) {
        return authenticated(secret ->
                        client.get()
                                .uri(path)
                                .headers(headers -> authenticate(headers, secret))
                                .exchangeToFlux(response ->
                                        read(response, secret, reply -> reply.whole().flux())))
                .next()
                .timeout(PROBE_LIMIT)
                .onErrorMap(ModelServer::translate);
    }

    public <T> Flux<T> post(String path, Object body, Function<Reply, Flux<T>> answer) {
        return authenticated(secret ->
                        client.post()
                                .uri(path)
                                .headers(headers -> authenticate(headers, secret))
                                .contentType(MediaType.APPLICATION_JSON)
                                .bodyValue(Json.write(body))
                                .exchangeToFlux(response -> read(response, secret, answer)))
                .onErrorMap(ModelServer::translate);
    }

    /** What a failed probe means, for the one who runs this. */
    public Availability.Unavailable unavailable(Throwable failure) {
        return new Availability.Unavailable(
                failure instanceof BackendFailure known && known.kind() == Cause.UNREACHABLE
                        ? "nothing answers at " + url
                        : failure.getMessage() + "");
    }

    /** Whether the key that should be there is. */
    public Mono<Boolean> hasKey() {
        return key.isWanted() ? key.read().map(Optional::isPresent) : Mono.just(true);
    }

    public String missingKey() {
        return key.missing();
    }

    private <T> Flux<T> authenticated(Function<String, Flux<T>> call) {
        return key.read()
                .flatMapMany(secret ->
                        secret.isEmpty() && key.isWanted()
                                ? Flux.error(
                                        new BackendFailure(
                                                Cause.MODEL_UNAVAILABLE,
                                                "The provider has no API key for this model."))
                                : call.apply(secret.orElse("")));
    }

    private void authenticate(HttpHeaders headers, String secret) {
        if (!secret.isEmpty()) {
            authentication.accept(headers, secret);
        }
    }

    private static <T> Flux<T> read(
            ClientResponse response, String secret, Function<Reply, Flux<T>> answer) {
        if (response.statusCode().is2xxSuccessful()) {
            return answer.apply(new Reply(response));
        }
        String wait = response.headers().asHttpHeaders().getFirst(HttpHeaders.RETRY_AFTER);
        String seconds = wait != null && wait.strip().matches("\\d{1,6}") ? wait.strip() : "";
        return response.bodyToMono(String.class)
                .defaultIfEmpty("")
                .onErrorReturn("")
                .flatMapMany(body -> {
                    Refusal refusal = Refusal.of(response.statusCode().value(), body, seconds);
                    return Flux.error(
                            (secret.isEmpty() ? refusal : refusal.without(secret)).failure());
                });
    }

    private static Throwable translate(Throwable thrown) {
        Throwable failure = Exceptions.unwrap(thrown);
        return switch (failure) {
            case BackendFailure known -> known;
            case TimeoutException slow ->
                    new BackendFailure(
                            Cause.TIMED_OUT, "The model's server did not answer in time.");
            case WebClientRequestException unreachable ->
                    new BackendFailure(
                            Cause.UNREACHABLE,
                            "The model's server can't be reached, or the connection broke.");
            case WebClientResponseException broken -> cut();
            case IOException broken -> cut();
            default ->
                    new BackendFailure(
                            Cause.GARBAGE,
                            "The model's server gave an answer that can't be understood ("
                                    + failure.getClass().getSimpleName()
                                    + ").");
        };
    }

    private static BackendFailure cut() {
        return new BackendFailure(
                Cause.CUT_OFF, "The connection to the model's server broke in mid-answer.");
    }
}
