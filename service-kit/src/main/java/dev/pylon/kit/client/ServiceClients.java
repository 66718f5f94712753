package dev.pylon.kit.client;

import io.netty.handler.ssl.SslContext;
import java.net.http.HttpClient;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;
import org.springframework.core.codec.DecodingException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.client.reactive.ClientHttpConnector;
import org.springframework.http.client.reactive.JdkClientHttpConnector;
import org.springframework.http.client.reactive.ReactorClientHttpConnector;
import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.ExchangeFunction;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.reactive.function.client.support.WebClientAdapter;
import org.springframework.web.service.invoker.HttpServiceProxyFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.resources.ConnectionProvider;

/**
 * Clients made from the annotated interfaces in {@code api}. An error that the service tells
 * becomes {@link RemoteProblem}; what never arrived stays Spring's {@code
 * WebClientRequestException}, and a slow answer is a {@link TimeoutException}. Streams have no time
 * limit.
 */
public final class ServiceClients {
    private static final int MAX_BODY = 4 * 1024 * 1024;

    private ServiceClients() {}

    /** For services: on Netty, as their servers are. */
    public static <T> T create(
            Class<T> api, String baseUrl, Supplier<@Nullable String> apiKey, Duration timeout) {
        return create(api, baseUrl, apiKey, timeout, null);
    }

    /**
     * For services that call one elsewhere.
     *
     * @param certificates the only ones it may show, as {@link TrustedCertificates} has them; null
     *     for those that the system trusts
     */
    public static <T> T create(
            Class<T> api,
            String baseUrl,
            Supplier<@Nullable String> apiKey,
            Duration timeout,
            @Nullable SslContext certificates) {
        reactor.netty.http.client.HttpClient netty =
                reactor.netty.http.client.HttpClient.create(
                                ConnectionProvider.builder(api.getSimpleName())
                                        .maxConnections(64)
                                        .pendingAcquireMaxCount(1_000)
                                        .maxIdleTime(Duration.ofSeconds(20))
                                        .build())
                        .option(io.netty.channel.ChannelOption.CONNECT_TIMEOUT_MILLIS, 3_000);
        reactor.netty.http.client.HttpClient secured =
                certificates == null ? netty : netty.secure(tls -> tls.sslContext(certificates));
        return proxy(api, baseUrl, apiKey, timeout, new ReactorClientHttpConnector(secured));
    }

    /** For a process that lives a second: on the JDK's client, which is ready sooner. */
    public static <T> T create(
            Class<T> api, String baseUrl, @Nullable String apiKey, Duration timeout) {
        HttpClient jdk = baseUrl.startsWith("https:") ? jdk().build() : Plain.CLIENT;
        return proxy(api, baseUrl, () -> apiKey, timeout, new JdkClientHttpConnector(jdk));
    }

    private static HttpClient.Builder jdk() {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofSeconds(3));
    }

    /** Reads none of the system's certificates, which takes a tenth of a second; trusts nobody. */
    private static final class Plain {
        static final HttpClient CLIENT = jdk().sslContext(trustingNobody()).build();

        private static SSLContext trustingNobody() {
            try {
                SSLContext context = SSLContext.getInstance("TLS");
                context.init(new KeyManager[0], new TrustManager[0], null);
                return context;
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("this Java has no TLS", e);
            }
        }
    }

    private static <T> T proxy(
            Class<T> api,
            String baseUrl,
            Supplier<@Nullable String> apiKey,
            Duration timeout,
            ClientHttpConnector connector) {
        WebClient client =
                WebClient.builder()
                        .baseUrl(baseUrl)
                        .clientConnector(connector)
                        .codecs(codecs -> codecs.defaultCodecs().maxInMemorySize(MAX_BODY))
                        .filter((request, next) -> next.exchange(withKey(request, apiKey.get())))
                        .filter((request, next) -> limited(request, next, timeout))
                        .defaultStatusHandler(HttpStatusCode::isError, ServiceClients::problem)
                        .build();
        return HttpServiceProxyFactory.builderFor(WebClientAdapter.create(client))
                .build()
                .createClient(api);
    }

    private static ClientRequest withKey(ClientRequest request, @Nullable String apiKey) {
        return apiKey == null
                ? request
                : ClientRequest.from(request)
                        .headers(headers -> headers.setBearerAuth(apiKey))
                        .build();
    }

    private static Mono<ClientResponse> limited(
            ClientRequest request, ExchangeFunction next, Duration timeout) {
        boolean stream = request.headers().getAccept().contains(MediaType.TEXT_EVENT_STREAM);
        if (stream) {
            return next.exchange(request);
        }
        Mono<ClientResponse> tooSlow =
                Mono.error(() ->
                        new TimeoutException(
                                request.url().getHost()
                                        + ":"
                                        + request.url().getPort()
                                        + " did not answer within "
                                        + timeout.toSeconds()
                                        + " s"));
        return next.exchange(request)
                .timeout(timeout, tooSlow)
                .map(response ->
                        response.mutate()
                                .body(body -> body.timeout(timeout, tooSlow.thenMany(Flux.empty())))
                                .build());
    }

    private static Mono<Throwable> problem(ClientResponse response) {
        int status = response.statusCode().value();
        boolean told =
                response.headers()
                        .contentType()
                        .filter(MediaType.APPLICATION_PROBLEM_JSON::isCompatibleWith)
                        .isPresent();
        RemoteProblem unexplained =
                new RemoteProblem(
                        status,
                        "about:blank",
                        "HTTP "
                                + status
                                + " without an explanation"
                                + header(response.headers().asHttpHeaders()));
        if (!told) {
            return response.releaseBody().thenReturn(unexplained);
        }
        return response.bodyToMono(ProblemDetail.class)
                .<Throwable>map(body ->
                        new RemoteProblem(
                                status,
                                String.valueOf(body.getType()),
                                String.valueOf(body.getDetail())))
                .onErrorReturn(DecodingException.class, unexplained)
                .defaultIfEmpty(unexplained);
    }

    private static String header(HttpHeaders headers) {
        String server = headers.getFirst(HttpHeaders.SERVER);
        return server == null ? "" : " from " + server;
    }
}
