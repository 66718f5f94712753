package dev.pylon.provider.input;

import dev.pylon.nostr.market.RefusalReason;
import dev.pylon.relayclient.GuardedResolver;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpUtil;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import org.jsoup.Jsoup;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.netty.ByteBufFlux;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.HttpClientResponse;
import reactor.netty.resources.ConnectionProvider;

/**
 * Fetches what URLs in jobs point at. They come from strangers and must not reach into our own
 * network: only http and https, only some ports, no user names, and only addresses that are
 * permitted, checked on the very address that is then connected to, for each redirect anew. Size
 * and time are bounded, nothing is decompressed, and no cookie or key is ever sent.
 */
public final class WebPages implements AutoCloseable {
    private static final int NAME_THREADS = 4;
    private static final int NAMES_WAITING = 200;

    private final InputSettings settings;
    private final Scheduler names =
            Schedulers.newBoundedElastic(NAME_THREADS, NAMES_WAITING, "input-names", 60, true);
    private final HttpClient http;

    /**
     * @param permitted which addresses may be connected to
     */
    public WebPages(InputSettings settings, Predicate<InetAddress> permitted) {
        this.settings = settings;
        this.http =
                HttpClient.create(ConnectionProvider.newConnection())
                        .resolver(new GuardedResolver(permitted, names))
                        .responseTimeout(settings.fetchLimit())
                        .headers(headers ->
                                headers.set(HttpHeaderNames.USER_AGENT, "pylon-provider")
                                        .set(
                                                HttpHeaderNames.ACCEPT,
                                                "text/plain, text/html;q=0.9, text/*;q=0.8, application/json;q=0.8"));
    }

    /** The page as text; HTML without its markup. Fails with an {@link InputProblem}. */
    Mono<String> text(String url) {
        return Mono.defer(() -> fetch(checked(url), settings.redirects()))
                .timeout(settings.fetchLimit())
                .onErrorMap(
                        failure -> !(failure instanceof InputProblem),
                        failure -> InputProblem.unreachable(words(failure)));
    }

    private sealed interface Answer {
        record Page(String text) implements Answer {}

        record Moved(URI to) implements Answer {}
    }

    private Mono<String> fetch(URI uri, int redirects) {
        return http.get()
                .uri(uri)
                .response((response, body) -> answer(uri, response, body))
                .next()
                .flatMap(answer ->
                        switch (answer) {
                            case Answer.Page page -> Mono.just(page.text());
                            case Answer.Moved moved when redirects > 0 ->
                                    fetch(checked(moved.to().toString()), redirects - 1);
                            case Answer.Moved _ ->
                                    Mono.error(InputProblem.unreachable("It redirects too often."));
                        });
    }

    private Mono<Answer> answer(URI uri, HttpClientResponse response, ByteBufFlux body) {
        int status = response.status().code();
        String location = response.responseHeaders().get(HttpHeaderNames.LOCATION);
        if (status >= 300 && status < 400 && location != null) {
            return Mono.fromSupplier(() -> new Answer.Moved(uri.resolve(location)));
        }
        if (status != 200) {
            return Mono.error(InputProblem.unreachable("It answered with status " + status + "."));
        }
        if (response.responseHeaders().contains(HttpHeaderNames.CONTENT_ENCODING)) {
            return Mono.error(InputProblem.unreachable("It answers compressed, unasked."));
        }
        String type = type(response);
        if (!isText(type)) {
            return Mono.error(
                    InputProblem.unreachable("It is " + type + ", and only text can be read."));
        }
        return body.asByteArray()
                .reduceWith(ByteArrayOutputStream::new, this::append)
                .map(bytes -> new Answer.Page(page(bytes, type, uri)));
    }

    private ByteArrayOutputStream append(ByteArrayOutputStream out, byte[] part) {
        if (out.size() + part.length > settings.pageBytes()) {
            throw new InputProblem(
                    RefusalReason.INPUT_TOO_LARGE,
                    "A URL's page may have " + settings.pageBytes() + " bytes.");
        }
        out.writeBytes(part);
        return out;
    }

    private static String page(ByteArrayOutputStream bytes, String type, URI uri) {
        Optional<Charset> charset = charset(type);
        if (!type.contains("html")) {
            return bytes.toString(charset.orElse(StandardCharsets.UTF_8)).strip();
        }
        try {
            return Jsoup.parse(
                            new ByteArrayInputStream(bytes.toByteArray()),
                            charset.map(Charset::name).orElse(null),
                            uri.toString())
                    .text();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    private URI checked(String url) {
        URI uri;
        try {
            uri = new URI(url.strip());
        } catch (URISyntaxException e) {
            throw InputProblem.unreachable("The input of type url is no URL.");
        }
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        if (!scheme.equals("http") && !scheme.equals("https")) {
            throw InputProblem.unreachable("Only http and https URLs are fetched.");
        }
        if (uri.getHost() == null || uri.getRawUserInfo() != null) {
            throw InputProblem.unreachable("A URL has a host, and no user name.");
        }
        int port = uri.getPort() >= 0 ? uri.getPort() : scheme.equals("http") ? 80 : 443;
        if (!settings.ports().contains(port)) {
            throw InputProblem.unreachable(
                    "URLs may name the ports " + new TreeSet<>(settings.ports()) + " only.");
        }
        return uri;
    }

    private static String type(HttpClientResponse response) {
        String type = response.responseHeaders().get(HttpHeaderNames.CONTENT_TYPE);
        return type == null ? "text/plain" : type.toLowerCase(Locale.ROOT);
    }

    private static boolean isText(String type) {
        String name = type.split(";", 2)[0].strip();
        return name.startsWith("text/")
                || name.endsWith("json")
                || name.endsWith("xml")
                || name.isEmpty();
    }

    private static Optional<Charset> charset(String type) {
        String name =
                HttpUtil.getCharsetAsSequence(type) instanceof CharSequence found
                        ? found.toString()
                        : "";
        try {
            return name.isEmpty() ? Optional.empty() : Optional.of(Charset.forName(name));
        } catch (IllegalArgumentException unknown) {
            return Optional.empty();
        }
    }

    /** No more than who asked may know: nothing of our network's names and addresses. */
    private static String words(Throwable failure) {
        return switch (failure) {
            case UnknownHostException _ -> "The URL's host is unknown, or not at a public address.";
            case TimeoutException _ -> "The URL did not answer in time.";
            default -> "The URL could not be fetched.";
        };
    }

    @Override
    public void close() {
        names.dispose();
    }
}
