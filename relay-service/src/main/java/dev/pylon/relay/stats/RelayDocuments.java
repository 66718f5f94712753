package dev.pylon.relay.stats;

import dev.pylon.api.relay.RelayApi;
import dev.pylon.api.relay.RelayInformation;
import dev.pylon.api.relay.RelayStats;
import java.util.function.Supplier;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** The relay's JSON documents. */
@RestController
public final class RelayDocuments implements RelayApi {
    private final Supplier<RelayInformation> information;
    private final MarketStatistics statistics;

    public RelayDocuments(Supplier<RelayInformation> information, MarketStatistics statistics) {
        this.information = information;
        this.statistics = statistics;
    }

    @Override
    public Mono<RelayInformation> information() {
        return Mono.fromSupplier(information);
    }

    @Override
    public Mono<RelayStats> stats() {
        return statistics.current();
    }
}
