package dev.pylon.api.relay;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.security.SecurityRequirements;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.springframework.web.service.annotation.GetExchange;
import org.springframework.web.service.annotation.HttpExchange;
import reactor.core.publisher.Mono;

/** The relay's documents. Open to everybody. */
@Tag(name = "relay")
@SecurityRequirements
@HttpExchange
public interface RelayApi {
    @Operation(
            operationId = "getRelayInformation",
            summary = "The relay information document (NIP-11)")
    @GetExchange(url = "/", accept = "application/nostr+json")
    Mono<RelayInformation> information();

    @Operation(operationId = "getRelayStats", summary = "Statistics of events, jobs and handlers")
    @GetExchange(url = "/api/stats", accept = "application/json")
    Mono<RelayStats> stats();
}
