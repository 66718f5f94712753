package dev.pylon.provider.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pylon.nostr.market.RefusalReason;
import dev.pylon.relayclient.PublicAddress;
import io.netty.buffer.Unpooled;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

/** Every guard between a stranger's URL and our network. */
class WebPagesTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final int MOST = 10_000;

    private final AtomicInteger asked = new AtomicInteger();
    private final DisposableServer server =
            HttpServer.create()
                    .host("127.0.0.1")
                    .port(0)
                    .doOnConnection(connection -> asked.incrementAndGet())
                    .route(routes ->
                            routes.get(
                                            "/plain",
                                            (in, out) ->
                                                    out.header("Content-Type", "text/plain")
                                                            .sendString(Mono.just(" Grüße ")))
                                    .get(
                                            "/latin",
                                            (in, out) ->
                                                    out.header(
                                                                    "Content-Type",
                                                                    "text/plain; charset=iso-8859-1")
                                                            .sendByteArray(
                                                                    Mono.just(
                                                                            "Grüße"
                                                                                    .getBytes(
                                                                                            StandardCharsets
                                                                                                    .ISO_8859_1))))
                                    .get(
                                            "/html",
                                            (in, out) ->
                                                    out.header("Content-Type", "text/html")
                                                            .sendString(
                                                                    Mono.just(
                                                                            "<html><script>evil()</script><style>a{}</style>"
                                                                                    + "<p>One &amp; <b>two</b></p></html>")))
                                    .get(
                                            "/image",
                                            (in, out) ->
                                                    out.header("Content-Type", "image/png")
                                                            .sendString(Mono.just("x")))
                                    .get(
                                            "/packed",
                                            (in, out) ->
                                                    out.header("Content-Type", "text/plain")
                                                            .header("Content-Encoding", "gzip")
                                                            .sendString(Mono.just("x")))
                                    .get("/gone", (in, out) -> out.sendNotFound())
                                    .get(
                                            "/endless",
                                            (in, out) ->
                                                    out.header("Content-Type", "text/plain")
                                                            .send(
                                                                    Flux.generate(sink ->
                                                                            sink.next(
                                                                                    Unpooled
                                                                                            .wrappedBuffer(
                                                                                                    new byte
                                                                                                            [1_000])))))
                                    .get("/silent", (in, out) -> Mono.never())
                                    .get(
                                            "/drip",
                                            (in, out) ->
                                                    out.header("Content-Type", "text/plain")
                                                            .send(
                                                                    Flux.interval(
                                                                                    Duration
                                                                                            .ofMillis(
                                                                                                    200))
                                                                            .map(tick ->
                                                                                    Unpooled
                                                                                            .wrappedBuffer(
                                                                                                    new byte
                                                                                                            [1])),
                                                                    each -> true))
                                    .get("/loop", (in, out) -> out.sendRedirect("/loop"))
                                    .get("/once", (in, out) -> out.sendRedirect("/plain"))
                                    .get(
                                            "/file",
                                            (in, out) -> out.sendRedirect("file:///etc/passwd"))
                                    .get(
                                            "/port",
                                            (in, out) -> out.sendRedirect("http://127.0.0.1:22/")))
                    .bindNow();

    @AfterEach
    void close() {
        server.disposeNow();
    }

    private WebPages pages(Predicate<InetAddress> permitted) {
        return new WebPages(
                new InputSettings(
                        Duration.ofSeconds(2),
                        Set.of(80, 443, server.port()),
                        3,
                        MOST,
                        Duration.ofSeconds(2),
                        8,
                        false),
                permitted);
    }

    private String read(String path) {
        try (WebPages pages = pages(any -> true)) {
            return Objects.requireNonNull(
                    pages.text("http://127.0.0.1:" + server.port() + path).block(SOON));
        }
    }

    @ParameterizedTest
    @CsvSource({"/plain,Grüße", "/latin,Grüße", "/html,One & two", "/once,Grüße"})
    void textIsReadWithoutItsMarkup(String path, String text) {
        assertThat(read(path)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        "/image,only text",
        "/packed,compressed",
        "/gone,status 404",
        "/silent,in time",
        "/drip,in time",
        "/loop,redirects too often",
        "/file,Only http",
        "/port,ports",
    })
    void whatIsNoTextOrNeverEndsIsUnreachable(String path, String why) {
        assertThatThrownBy(() -> read(path))
                .isInstanceOfSatisfying(
                        InputProblem.class,
                        problem ->
                                assertThat(problem.reason())
                                        .isEqualTo(RefusalReason.INPUT_UNREACHABLE))
                .hasMessageContaining(why);
    }

    @Test
    void aPageWithoutEndIsCutShort() {
        assertThatThrownBy(() -> read("/endless"))
                .isInstanceOfSatisfying(
                        InputProblem.class,
                        problem ->
                                assertThat(problem.reason())
                                        .isEqualTo(RefusalReason.INPUT_TOO_LARGE));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://127.0.0.1:%d/plain",
                "http://localhost:%d/plain",
                "http://2130706433:%d/plain",
                "http://0x7f000001:%d/plain",
                "http://127.1:%d/plain",
                "http://[::1]:%d/plain",
                "http://[::ffff:127.0.0.1]:%d/plain",
                "http://0.0.0.0:%d/plain",
            })
    void nothingOfOurOwnMachineIsFetched(String url) {
        try (WebPages pages = pages(PublicAddress::test)) {
            assertThatThrownBy(() -> pages.text(url.formatted(server.port())).block(SOON))
                    .isInstanceOf(InputProblem.class);
        }
        assertThat(asked).hasValue(0);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://169.254.169.254/latest/meta-data",
                "http://10.0.0.1/",
                "http://192.168.1.1/",
                "http://[fd00::1]/",
                "http://100.64.0.1/",
            })
    void norOfItsNetworkOrCloud(String url) {
        try (WebPages pages = pages(PublicAddress::test)) {
            assertThatThrownBy(() -> pages.text(url).block(SOON))
                    .isInstanceOf(InputProblem.class)
                    .hasMessageContaining("not at a public address");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "file:///etc/passwd",
                "ftp://example.org/a",
                "gopher://example.org/",
                "http://user:word@example.org/",
                "http://example.org:6379/",
                "http://",
                "//example.org/",
                "not a url",
                "",
            })
    void otherSchemesPortsAndUsersAreRefusedUnasked(String url) {
        try (WebPages pages = pages(any -> true)) {
            assertThatThrownBy(() -> pages.text(url).block(SOON)).isInstanceOf(InputProblem.class);
        }
        assertThat(asked).hasValue(0);
    }
}
