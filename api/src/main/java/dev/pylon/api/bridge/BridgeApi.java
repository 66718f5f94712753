package dev.pylon.api.bridge;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.security.SecurityRequirement;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.service.annotation.GetExchange;
import org.springframework.web.service.annotation.HttpExchange;
import org.springframework.web.service.annotation.PostExchange;
import reactor.core.publisher.Mono;

/**
 * The model process: how it is, and its start and end. Models and completions are forwarded at the
 * paths of OpenAI's API.
 */
@Tag(name = "bridge")
@HttpExchange(url = "/v1", accept = "application/json")
public interface BridgeApi {
    @Operation(
            operationId = "getBridgeStatus",
            summary = "How the model process is",
            security = @SecurityRequirement(name = "apiKey", scopes = "jobs:read"))
    @GetExchange("/bridge/status")
    Mono<BridgeStatus> status();

    @Operation(
            operationId = "startModel",
            summary = "Start the model process, if it does not run or was given up",
            description = "The answer does not wait until it is ready.",
            security = @SecurityRequirement(name = "apiKey", scopes = "admin"))
    @PostExchange("/bridge/start")
    Mono<BridgeStatus> start();

    @Operation(
            operationId = "stopModel",
            summary = "End the model process and leave it so",
            security = @SecurityRequirement(name = "apiKey", scopes = "admin"))
    @PostExchange("/bridge/stop")
    Mono<BridgeStatus> stop();

    @Operation(
            operationId = "restartModel",
            summary = "End the model process and start it anew",
            security = @SecurityRequirement(name = "apiKey", scopes = "admin"))
    @PostExchange("/bridge/restart")
    Mono<BridgeStatus> restart();

    @Operation(
            operationId = "getModelLog",
            summary = "The last lines of the model process's output",
            security = @SecurityRequirement(name = "apiKey", scopes = "admin"))
    @GetExchange("/bridge/logs")
    Mono<BridgeLog> logs(
            @Parameter(description = "how many, 200 at most", example = "50")
                    @RequestParam(name = "lines", required = false)
                    @Nullable Integer lines);
}
