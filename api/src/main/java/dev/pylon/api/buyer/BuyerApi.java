package dev.pylon.api.buyer;

import dev.pylon.api.Page;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.security.SecurityRequirement;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.service.annotation.GetExchange;
import org.springframework.web.service.annotation.HttpExchange;
import org.springframework.web.service.annotation.PostExchange;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Jobs bought on the open market. Jobs belong to the account of the API key that submitted them.
 */
@Tag(name = "buyer")
@HttpExchange(url = "/v1", accept = "application/json")
public interface BuyerApi {
    @Operation(
            operationId = "submitJob",
            summary = "Submit a job",
            description =
                    "Answers as soon as the job is stored and signed; relays are told at once. With "
                            + "`autoPay` the key needs `wallet:pay` too, and the first acceptable quote "
                            + "within bid and budget is paid.",
            security = @SecurityRequirement(name = "apiKey", scopes = "jobs:write"))
    @PostExchange("/jobs")
    Mono<JobView> submit(
            @RequestHeader(name = "Idempotency-Key", required = false)
                    @Nullable String idempotencyKey,
            @RequestBody SubmitJob request);

    @Operation(
            operationId = "listJobs",
            summary = "Jobs of the account, newest first",
            security = @SecurityRequirement(name = "apiKey", scopes = "jobs:read"))
    @GetExchange("/jobs")
    Mono<Page<JobSummary>> jobs(
            @RequestParam(name = "cursor", required = false) @Nullable String cursor,
            @RequestParam(name = "limit", required = false) @Nullable Integer limit,
            @Parameter(
                            description = "only jobs in this state",
                            schema = @Schema(implementation = JobState.class),
                            example = "completed")
                    @RequestParam(name = "state", required = false)
                    @Nullable String state);

    @Operation(
            operationId = "getJob",
            summary = "A job",
            security = @SecurityRequirement(name = "apiKey", scopes = "jobs:read"))
    @GetExchange("/jobs/{id}")
    Mono<JobView> job(@PathVariable("id") String id);

    @Operation(
            operationId = "watchJob",
            summary = "What happens to a job, as server-sent events",
            description =
                    "Starts with what has happened already (after Last-Event-ID, if given) and ends "
                            + "after `finished` unless `follow` is true.",
            security = @SecurityRequirement(name = "apiKey", scopes = "jobs:read"))
    @ApiResponse(
            responseCode = "200",
            content =
                    @Content(
                            mediaType = "text/event-stream",
                            schema = @Schema(implementation = JobEventView.class)))
    @GetExchange(url = "/jobs/{id}/events", accept = "text/event-stream")
    Flux<ServerSentEvent<JobEventView>> events(
            @PathVariable("id") String id,
            @RequestHeader(name = "Last-Event-ID", required = false) @Nullable String lastEventId,
            @Parameter(
                            description = "go on after `finished`, for what may come late",
                            example = "false")
                    @RequestParam(name = "follow", required = false)
                    @Nullable Boolean follow);

    @Operation(
            operationId = "payJob",
            summary = "Pay a quote of the job",
            description =
                    "A job is paid once, so this may be repeated without a key: whoever asks again "
                            + "for what is being paid or has been paid gets the job as it is.",
            security =
                    @SecurityRequirement(
                            name = "apiKey",
                            scopes = {"jobs:write", "wallet:pay"}))
    @PostExchange("/jobs/{id}/pay")
    Mono<JobView> pay(@PathVariable("id") String id, @RequestBody PayJob request);

    @Operation(
            operationId = "cancelJob",
            summary = "Cancel a job that has not been paid",
            security = @SecurityRequirement(name = "apiKey", scopes = "jobs:write"))
    @PostExchange("/jobs/{id}/cancel")
    Mono<JobView> cancel(@PathVariable("id") String id);

    @Operation(
            operationId = "listProviders",
            summary = "Providers heard of, and what our jobs have shown of them",
            description =
                    "Alive ones first, then by success, price and time. Price and models are as announced; evidence"
                            + " is from this buyer's own jobs.",
            security = @SecurityRequirement(name = "apiKey", scopes = "jobs:read"))
    @GetExchange("/providers")
    Mono<Page<ProviderView>> providers(
            @Parameter(description = "only providers of this kind of job", example = "5050")
                    @RequestParam(name = "kind", required = false)
                    @Nullable Integer kind,
            @Parameter(
                            description = "only providers that announce this model",
                            example = "llama3.2:3b")
                    @RequestParam(name = "model", required = false)
                    @Nullable String model);

    @Operation(
            operationId = "listModels",
            summary = "Models on offer",
            security = @SecurityRequirement(name = "apiKey", scopes = "jobs:read"))
    @GetExchange("/models")
    Mono<Page<ModelView>> models();

    @Operation(
            operationId = "getBuyerStatus",
            summary = "The buyer's identity and connections",
            security = @SecurityRequirement(name = "apiKey", scopes = "jobs:read"))
    @GetExchange("/status")
    Mono<BuyerStatus> status();
}
