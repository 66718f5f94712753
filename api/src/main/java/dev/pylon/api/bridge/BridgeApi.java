package dev.pylon.api.bridge;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.springframework.web.service.annotation.GetExchange;
import org.springframework.web.service.annotation.HttpExchange;
import reactor.core.publisher.Mono;

/**
 * The model process's status. Models and completions are forwarded at the paths of OpenAI's API.
 */
@Tag(name = "bridge")
@HttpExchange(url = "/v1", accept = "application/json")
public interface BridgeApi {
    @Operation(summary = "How the model process is (scope jobs:read)")
    @GetExchange("/bridge/status")
    Mono<BridgeStatus> status();
}
