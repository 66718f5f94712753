package dev.pylon.api.bridge;

import io.swagger.v3.oas.annotations.Operation;
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
    @Operation(summary = "How the model process is (scope jobs:read)")
    @GetExchange("/bridge/status")
    Mono<BridgeStatus> status();

    @Operation(
            summary =
                    "Start the model process, if it does not run or was given up (scope admin)."
                            + " The answer does not wait until it is ready")
    @PostExchange("/bridge/start")
    Mono<BridgeStatus> start();

    @Operation(summary = "End the model process and leave it so (scope admin)")
    @PostExchange("/bridge/stop")
    Mono<BridgeStatus> stop();

    @Operation(summary = "End the model process and start it anew (scope admin)")
    @PostExchange("/bridge/restart")
    Mono<BridgeStatus> restart();

    @Operation(summary = "The last lines of the model process's output, 200 at most (scope admin)")
    @GetExchange("/bridge/logs")
    Mono<BridgeLog> logs(@RequestParam(name = "lines", required = false) @Nullable Integer lines);
}
