package dev.pylon.relay.market;

import dev.pylon.api.relay.EventCounts;
import dev.pylon.api.relay.HandlerCounts;
import dev.pylon.api.relay.JobCounts;
import dev.pylon.api.relay.RelayInformation;
import dev.pylon.api.relay.RelayStats;
import dev.pylon.kit.console.Templates;
import dev.pylon.relay.policy.RelaySettings;
import dev.pylon.relay.stats.History;
import dev.pylon.relay.stats.MarketOverview;
import dev.pylon.relay.stats.MarketOverviews;
import dev.pylon.relay.stats.MarketStatistics;
import java.time.InstantSource;
import java.util.List;
import java.util.function.IntSupplier;
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

/** {@code /} for whoever does not ask for NIP-11's document, and what its charts show. */
public final class MarketRoutes {
    private static final MediaType NOSTR_JSON = new MediaType("application", "nostr+json");

    /** Shown while the database is away; the page asks again by itself. */
    private static final RelayStats NOTHING =
            new RelayStats(
                    new EventCounts(0, 0, List.of()),
                    new JobCounts(0, 0, List.of()),
                    new HandlerCounts(0, List.of()),
                    0);

    private final Supplier<RelayInformation> information;
    private final Supplier<RelaySettings> settings;
    private final MarketStatistics statistics;
    private final MarketOverviews overviews;
    private final History history;
    private final IntSupplier connections;
    private final InstantSource clock;
    private final Sheets sheets;

    public MarketRoutes(
            Supplier<RelayInformation> information,
            Supplier<RelaySettings> settings,
            MarketStatistics statistics,
            MarketOverviews overviews,
            History history,
            IntSupplier connections,
            InstantSource clock,
            Templates templates) {
        this.information = information;
        this.settings = settings;
        this.statistics = statistics;
        this.overviews = overviews;
        this.history = history;
        this.connections = connections;
        this.clock = clock;
        this.sheets = new Sheets(information, templates);
    }

    public RouterFunction<ServerResponse> routes() {
        RequestPredicate forPeople = request -> !asksForDocument(request);
        return RouterFunctions.route()
                .route(RequestPredicates.GET("/").and(forPeople), request -> market())
                .GET("/api/history/hour", request -> series(history.hour()))
                .GET("/api/history/day", request -> series(history.day()))
                .build();
    }

    private static boolean asksForDocument(ServerRequest request) {
        return request.headers().accept().stream()
                .anyMatch(type -> type.isConcrete() && NOSTR_JSON.isCompatibleWith(type));
    }

    private Mono<ServerResponse> market() {
        RelayInformation relay = information.get();
        return Mono.zip(
                        statistics.current().onErrorReturn(NOTHING),
                        overviews.current().onErrorReturn(MarketOverview.NONE))
                .flatMap(both ->
                        sheets.live(
                                relay.name(),
                                "market",
                                new MarketShown(
                                        relay,
                                        both.getT1(),
                                        both.getT2(),
                                        connections.getAsInt(),
                                        settings.get().page().jobs(),
                                        clock.instant())));
    }

    private static Mono<ServerResponse> series(History.Series series) {
        return ServerResponse.ok()
                .contentType(MediaType.APPLICATION_JSON)
                .cacheControl(CacheControl.noCache())
                .bodyValue(series);
    }
}
