package dev.pylon.api.console;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.springframework.web.service.annotation.HttpExchange;
import org.springframework.web.service.annotation.PostExchange;
import reactor.core.publisher.Mono;

/** The way into a service's web console for whoever has an API key already. */
@Tag(name = "console")
@HttpExchange(url = "/v1", accept = "application/json")
public interface ConsoleApi {
    @Operation(
            operationId = "createConsoleTicket",
            summary = "A path that signs a browser in, once and soon (any key)",
            description = "The browser then has what this key's scopes allow, for twelve hours.")
    @PostExchange("/console/tickets")
    Mono<ConsoleTicket> ticket();
}
