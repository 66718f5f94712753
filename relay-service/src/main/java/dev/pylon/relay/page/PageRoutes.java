package dev.pylon.relay.page;

import dev.pylon.api.relay.EventCounts;
import dev.pylon.api.relay.HandlerCounts;
import dev.pylon.api.relay.JobCounts;
import dev.pylon.api.relay.RelayInformation;
import dev.pylon.api.relay.RelayStats;
import dev.pylon.relay.stats.MarketStatistics;
import java.util.List;
import java.util.function.Supplier;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.RequestPredicate;
import org.springframework.web.reactive.function.server.RequestPredicates;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** {@code /} for whoever does not ask for NIP-11's document. */
public final class PageRoutes {
    private static final MediaType NOSTR_JSON = new MediaType("application", "nostr+json");

    /** Shown while the database is away; the page asks again by itself. */
    private static final RelayStats NOTHING =
            new RelayStats(
                    new EventCounts(0, 0, List.of()),
                    new JobCounts(0, 0, List.of()),
                    new HandlerCounts(0, List.of()),
                    0);

    private final RelayPage page;
    private final MarketStatistics statistics;

    public PageRoutes(Supplier<RelayInformation> information, MarketStatistics statistics) {
        this.page = new RelayPage(information);
        this.statistics = statistics;
    }

    public RouterFunction<ServerResponse> routes() {
        RequestPredicate forPeople = request -> !asksForDocument(request);
        return RouterFunctions.route(RequestPredicates.GET("/").and(forPeople), this::html);
    }

    private static boolean asksForDocument(ServerRequest request) {
        return request.headers().accept().stream()
                .anyMatch(type -> type.isConcrete() && NOSTR_JSON.isCompatibleWith(type));
    }

    private Mono<ServerResponse> html(ServerRequest request) {
        return statistics
                .current()
                .onErrorResume(unavailable -> Mono.just(NOTHING))
                .flatMap(stats ->
                        ServerResponse.ok()
                                .contentType(MediaType.parseMediaType("text/html;charset=UTF-8"))
                                .cacheControl(CacheControl.noCache())
                                .header("Vary", "Accept")
                                .header(
                                        "Content-Security-Policy",
                                        "default-src 'none'; style-src 'self'; script-src"
                                                + " 'self'; connect-src 'self'; img-src 'self'"
                                                + " data:; base-uri 'none'; form-action 'none'")
                                .header("X-Content-Type-Options", "nosniff")
                                .bodyValue(page.html(stats)));
    }
}
