package dev.pylon.kit.console;

import dev.pylon.kit.auth.Caller;
import dev.pylon.kit.problem.ProblemException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpCookie;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/**
 * Stands before every page: nobody without a session gets further than the entrance, no form
 * without its token does anything, and what goes wrong is told as a page.
 */
final class ConsoleFilter implements WebFilter {
    static final String TOKEN = "csrf";

    private static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src"
                    + " 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    private final ConsoleSite site;
    private final Sessions sessions;
    private final Pages pages;

    ConsoleFilter(ConsoleSite site, Sessions sessions, Pages pages) {
        this.site = site;
        this.sessions = sessions;
        this.pages = pages;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        String path = exchange.getRequest().getPath().value();
        if (!path.equals(ConsoleSite.ROOT) && !path.startsWith(ConsoleSite.ROOT + "/")) {
            return chain.filter(exchange);
        }
        protect(exchange.getResponse().getHeaders());
        if (path.startsWith(ConsoleSite.ROOT + "/assets/")) {
            return chain.filter(exchange);
        }
        exchange.getResponse().getHeaders().setCacheControl("no-store");
        Optional<String> cookie = cookie(exchange, site.cookie());
        Optional<Caller> caller = cookie.flatMap(sessions::caller);
        ConsoleSession session =
                caller.map(known -> new ConsoleSession(known, sessions.csrf(cookie.orElseThrow())))
                        .orElse(null);
        return pass(exchange, chain, session)
                .onErrorResume(failure -> problem(exchange, session, failure));
    }

    private Mono<Void> pass(
            ServerWebExchange exchange, WebFilterChain chain, @Nullable ConsoleSession session) {
        if (session == null) {
            return Entrance.isAt(exchange.getRequest().getPath().value())
                    ? checked(
                            exchange,
                            cookie(exchange, Entrance.visitorCookie(site)).orElse(""),
                            chain.filter(exchange))
                    : toEntrance(exchange);
        }
        exchange.getAttributes().put(ConsoleSession.ATTRIBUTE, session);
        return checked(
                exchange,
                cookie(exchange, site.cookie()).orElseThrow(),
                chain.filter(exchange)
                        .contextWrite(context -> context.put(Caller.class, session.caller())));
    }

    private Mono<Void> checked(ServerWebExchange exchange, String cookie, Mono<Void> next) {
        HttpMethod method = exchange.getRequest().getMethod();
        if (method.equals(HttpMethod.GET) || method.equals(HttpMethod.HEAD)) {
            return next;
        }
        return exchange.getFormData()
                .flatMap(form -> {
                    String claimed = form.getFirst(TOKEN);
                    return claimed != null && !cookie.isEmpty() && sessions.isCsrf(cookie, claimed)
                            ? next
                            : Mono.error(
                                    ProblemException.of(
                                            HttpStatus.FORBIDDEN,
                                            "stale-form",
                                            "This form is out of date. Go back, reload the page"
                                                    + " and try again."));
                });
    }

    private static Mono<Void> toEntrance(ServerWebExchange exchange) {
        ServerHttpRequest request = exchange.getRequest();
        ServerHttpResponse response = exchange.getResponse();
        if (request.getHeaders().getAccept().contains(MediaType.TEXT_EVENT_STREAM)) {
            response.setStatusCode(HttpStatus.UNAUTHORIZED);
            return response.setComplete();
        }
        response.setStatusCode(HttpStatus.SEE_OTHER);
        response.getHeaders().setLocation(URI.create(Entrance.SIGN_IN));
        return response.setComplete();
    }

    private Mono<Void> problem(
            ServerWebExchange exchange, @Nullable ConsoleSession session, Throwable failure) {
        ServerHttpResponse response = exchange.getResponse();
        if (response.isCommitted()) {
            return Mono.error(failure);
        }
        Problem problem = Pages.describe(failure);
        response.setRawStatusCode(problem.status());
        response.getHeaders().setContentType(new MediaType("text", "html", StandardCharsets.UTF_8));
        byte[] page = pages.problem(session, problem).getBytes(StandardCharsets.UTF_8);
        return response.writeWith(Mono.just(response.bufferFactory().wrap(page)));
    }

    private static Optional<String> cookie(ServerWebExchange exchange, String name) {
        return Optional.ofNullable(exchange.getRequest().getCookies().getFirst(name))
                .map(HttpCookie::getValue);
    }

    private static void protect(HttpHeaders headers) {
        headers.set("Content-Security-Policy", POLICY);
        headers.set("X-Content-Type-Options", "nosniff");
        headers.set("X-Frame-Options", "DENY");
        headers.set("Referrer-Policy", "same-origin");
        headers.set("Cross-Origin-Opener-Policy", "same-origin");
    }
}
