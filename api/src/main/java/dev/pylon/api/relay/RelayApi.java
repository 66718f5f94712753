package dev.pylon.api.relay;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.springframework.web.service.annotation.GetExchange;
import org.springframework.web.service.annotation.HttpExchange;
import reactor.core.publisher.Mono;

/** The relay's documents. Open to everybody. */
@Tag(name = "relay")
@HttpExchange
public interface RelayApi {
    @Operation(summary = "The relay information document (NIP-11)")
    @GetExchange(url = "/", accept = "application/nostr+json")
    Mono<RelayInformation> information();

    @Operation(summary = "Statistics of events, jobs and handlers")
    @GetExchange(url = "/api/stats", accept = "application/json")
    Mono<RelayStats> stats();
}
