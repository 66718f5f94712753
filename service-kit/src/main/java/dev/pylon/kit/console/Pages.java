package dev.pylon.kit.console;

import dev.pylon.kit.client.RemoteProblem;
import dev.pylon.kit.problem.ProblemHandler;
import dev.pylon.primitives.Hashes;
import dev.pylon.primitives.Hex;
import gg.jte.Content;
import gg.jte.output.StringOutput;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationListener;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.web.reactive.function.client.WebClientRequestException;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import org.springframework.web.util.UriComponentsBuilder;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** Answers with pages: whole ones, and parts of them as they change. */
public final class Pages implements ApplicationListener<ContextClosedEvent> {
    private static final MediaType HTML = new MediaType("text", "html", StandardCharsets.UTF_8);
    private static final String SEEN = "seen";
    private static final Duration LOOK = Duration.ofSeconds(2);
    private static final Duration HEARTBEAT = Duration.ofSeconds(15);

    /** A browser comes back after that and shows its session anew. */
    private static final Duration STREAM_LIFE = Duration.ofMinutes(10);

    private final ConsoleSite site;
    private final Assets assets;
    private final Templates templates = new Templates(Pages.class);
    private final Sinks.Empty<Void> closing = Sinks.empty();

    Pages(ConsoleSite site, Assets assets) {
        this.site = site;
        this.assets = assets;
    }

    /** Streams end when the service does, or it would wait for browsers. */
    @Override
    public void onApplicationEvent(ContextClosedEvent event) {
        closing.tryEmitEmpty();
    }

    /** A page that stays as it is. */
    public Mono<ServerResponse> page(ServerRequest request, String title, Content content) {
        return page(request, HttpStatus.OK, title, content);
    }

    public Mono<ServerResponse> page(
            ServerRequest request, HttpStatus status, String title, Content content) {
        return ServerResponse.status(status)
                .contentType(HTML)
                .bodyValue(html(session(request), request.path(), title, content));
    }

    /**
     * A page whose content is read every two seconds and sent anew if it has changed.
     *
     * @param head what stands above and stays as it is: forms, that people may be filling in
     */
    public Mono<ServerResponse> live(
            ServerRequest request, String title, Content head, Mono<Content> content) {
        if (wantsStream(request)) {
            AtomicReference<String> seen =
                    new AtomicReference<>(request.queryParam(SEEN).orElse(""));
            return stream(
                    Flux.interval(Duration.ZERO, LOOK)
                            .onBackpressureDrop()
                            .concatMap(tick -> content.map(Pages::text), 1)
                            .filter(text -> !seen.getAndSet(hash(text)).equals(hash(text)))
                            .map(text -> event("live", text)));
        }
        return content.flatMap(now -> {
            String text = text(now);
            URI source =
                    UriComponentsBuilder.fromUri(request.uri())
                            .scheme(null)
                            .host(null)
                            .port(null)
                            .replaceQueryParam(SEEN, hash(text))
                            .build(true)
                            .toUri();
            Content live =
                    templates.fill(
                            "live",
                            new Live(source.toString(), output -> output.writeContent(text)));
            return page(
                    request,
                    title,
                    output -> {
                        head.writeTo(output);
                        live.writeTo(output);
                    });
        });
    }

    /** Whether a script asks for what has changed, and not a person for a page. */
    public static boolean wantsStream(ServerRequest request) {
        return request.headers().accept().contains(MediaType.TEXT_EVENT_STREAM);
    }

    /**
     * Parts of a page as they change. It begins with a comment, so that the browser knows it is
     * open.
     */
    public Mono<ServerResponse> stream(Flux<ServerSentEvent<String>> events) {
        Flux<ServerSentEvent<String>> heartbeat =
                Flux.interval(Duration.ZERO, HEARTBEAT)
                        .onBackpressureDrop()
                        .map(tick ->
                                ServerSentEvent.<String>builder().comment("still here").build());
        return ServerResponse.ok()
                .contentType(MediaType.TEXT_EVENT_STREAM)
                .body(
                        events.publish(shared ->
                                        Flux.merge(
                                                shared,
                                                heartbeat.takeUntilOther(shared.ignoreElements())))
                                .takeUntilOther(closing.asMono())
                                .take(STREAM_LIFE),
                        ServerSentEvent.class);
    }

    /** One part. */
    public static ServerSentEvent<String> event(String name, Content content) {
        return event(name, text(content));
    }

    /** A lone carriage return would end a line of the stream, so there are none. */
    private static ServerSentEvent<String> event(String name, String text) {
        return ServerSentEvent.builder(text.replace("\r\n", "\n").replace('\r', '\n'))
                .event(name)
                .build();
    }

    /** What went wrong, as a page. */
    String problem(@Nullable ConsoleSession session, Problem problem) {
        return html(session, "", problem.title(), templates.fill("problem", problem));
    }

    /** What people are told of a failure; what is unexpected is logged. */
    public static Problem describe(Throwable failure) {
        return switch (failure) {
            case RemoteProblem remote ->
                    new Problem(
                            HttpStatus.BAD_GATEWAY.value(), "The wallet refuses", remote.detail());
            case WebClientRequestException unreachable ->
                    new Problem(
                            HttpStatus.BAD_GATEWAY.value(),
                            "No answer",
                            "The wallet does not answer. Is wallet-service up?");
            case TimeoutException slow ->
                    new Problem(
                            HttpStatus.GATEWAY_TIMEOUT.value(),
                            "No answer",
                            "The wallet does not answer in time. Try again soon.");
            default -> {
                ProblemDetail known = ProblemHandler.describe(failure);
                yield new Problem(
                        known.getStatus(),
                        String.valueOf(known.getTitle()),
                        String.valueOf(known.getDetail()));
            }
        };
    }

    Content entrance(String template, Object model) {
        return templates.fill(template, model);
    }

    private String html(
            @Nullable ConsoleSession session, String path, String title, Content content) {
        String active =
                site.sections().stream()
                        .map(ConsoleSite.Section::href)
                        .filter(path::startsWith)
                        .findFirst()
                        .orElse("");
        return text(
                templates.fill("layout", new Frame(site, assets, session, title, active, content)));
    }

    private static @Nullable ConsoleSession session(ServerRequest request) {
        return (ConsoleSession) request.attributes().get(ConsoleSession.ATTRIBUTE);
    }

    private static String text(Content content) {
        StringOutput output = new StringOutput();
        content.writeTo(new gg.jte.html.OwaspHtmlTemplateOutput(output));
        return output.toString();
    }

    private static String hash(String text) {
        return Hex.encode(Hashes.sha256(text.getBytes(StandardCharsets.UTF_8))).substring(0, 16);
    }
}
