package dev.pylon.kit.console;

import dev.pylon.kit.auth.ApiKeys;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpCookie;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseCookie;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** Signing in, by key or by ticket, and signing out. */
public final class Entrance {
    static final String SIGN_IN = ConsoleSite.ROOT + "/sign-in";

    private static final String SIGN_OUT = ConsoleSite.ROOT + "/sign-out";
    private static final String ENTER = ConsoleSite.ROOT + "/enter";
    private static final Duration VISIT = Duration.ofHours(1);
    private static final Set<String> OPEN = Set.of(SIGN_IN, ENTER);

    private final ConsoleSite site;
    private final ApiKeys keys;
    private final Sessions sessions;
    private final Tickets tickets;
    private final Pages pages;
    private final URI start;

    Entrance(ConsoleSite site, ApiKeys keys, Sessions sessions, Tickets tickets, Pages pages) {
        this.site = site;
        this.keys = keys;
        this.sessions = sessions;
        this.tickets = tickets;
        this.pages = pages;
        this.start = URI.create(site.sections().getFirst().href());
    }

    /**
     * What the sign-in page shows.
     *
     * @param message why it is shown again
     */
    public record SignIn(String service, String csrf, @Nullable String message) {}

    static boolean isAt(String path) {
        return OPEN.contains(path);
    }

    /** The one that a form's token belongs to as long as nobody has signed in. */
    static String visitorCookie(ConsoleSite site) {
        return site.cookie() + "-visitor";
    }

    RouterFunction<ServerResponse> routes(Assets assets) {
        return RouterFunctions.route()
                .GET(ConsoleSite.ROOT, request -> ServerResponse.seeOther(start).build())
                .GET(ConsoleSite.ROOT + "/", request -> ServerResponse.seeOther(start).build())
                .GET(ConsoleSite.ROOT + "/assets/{hash}/{name}", assets::serve)
                .GET(SIGN_IN, request -> form(request, HttpStatus.OK, null))
                .POST(SIGN_IN, this::signIn)
                .GET(ENTER, this::enter)
                .POST(SIGN_OUT, this::signOut)
                .build();
    }

    private Mono<ServerResponse> form(
            ServerRequest request, HttpStatus status, @Nullable String message) {
        String visitor =
                Optional.ofNullable(request.cookies().getFirst(visitorCookie(site)))
                        .map(HttpCookie::getValue)
                        .filter(value -> !value.isBlank())
                        .orElseGet(Tickets::random);
        request.exchange()
                .getResponse()
                .addCookie(cookie(request, visitorCookie(site), visitor, VISIT));
        return pages.page(
                request,
                status,
                "Sign in",
                pages.entrance(
                        "sign-in", new SignIn(site.name(), sessions.csrf(visitor), message)));
    }

    private Mono<ServerResponse> signIn(ServerRequest request) {
        return request.formData()
                .flatMap(form ->
                        Optional.ofNullable(form.getFirst("key"))
                                .flatMap(key -> keys.find(key.strip()))
                                .flatMap(sessions::open)
                                .map(session -> {
                                    remember(request, session, Sessions.LIFE);
                                    return ServerResponse.seeOther(start).build();
                                })
                                .orElseGet(() ->
                                        form(
                                                request,
                                                HttpStatus.UNAUTHORIZED,
                                                "That is no key of this service. Copy it whole;"
                                                        + " it begins with pylon_.")));
    }

    /**
     * Goes on by itself, and not by a redirect: a strict cookie is left out of a redirect that
     * began at another site.
     */
    private Mono<ServerResponse> enter(ServerRequest request) {
        return request.queryParam("ticket")
                .flatMap(tickets::redeem)
                .flatMap(sessions::open)
                .map(session -> {
                    remember(request, session, Sessions.LIFE);
                    request.exchange().getResponse().getHeaders().set("Refresh", "0; url=" + start);
                    return pages.page(
                            request, "Welcome", pages.entrance("enter", start.toString()));
                })
                .orElseGet(() ->
                        form(
                                request,
                                HttpStatus.UNAUTHORIZED,
                                "This link was used already or is older than a minute. Make a new"
                                        + " one with: pylon console"));
    }

    private Mono<ServerResponse> signOut(ServerRequest request) {
        remember(request, "", Duration.ZERO);
        return ServerResponse.seeOther(URI.create(SIGN_IN)).build();
    }

    private void remember(ServerRequest request, String session, Duration life) {
        request.exchange().getResponse().addCookie(cookie(request, site.cookie(), session, life));
    }

    private static ResponseCookie cookie(
            ServerRequest request, String name, String value, Duration life) {
        boolean https =
                "https".equals(request.uri().getScheme())
                        || "https".equals(request.headers().firstHeader("X-Forwarded-Proto"));
        return ResponseCookie.from(name, value)
                .path(ConsoleSite.ROOT)
                .maxAge(life)
                .httpOnly(true)
                .secure(https)
                .sameSite("Strict")
                .build();
    }
}
