package dev.pylon.api.buyer;

import dev.pylon.api.Page;
import io.swagger.v3.oas.annotations.Operation;
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
            summary = "Submit a job (scope jobs:write; with autoPay also wallet:pay)",
            description =
                    "Answers as soon as the job is stored and signed; relays are told at once. An Idempotency-Key"
                            + " makes a repeat harmless.")
    @PostExchange("/jobs")
    Mono<JobView> submit(
            @RequestHeader(name = "Idempotency-Key", required = false)
                    @Nullable String idempotencyKey,
            @RequestBody SubmitJob request);

    @Operation(summary = "Jobs of the account, newest first (scope jobs:read)")
    @GetExchange("/jobs")
    Mono<Page<JobSummary>> jobs(
            @RequestParam(name = "cursor", required = false) @Nullable String cursor,
            @RequestParam(name = "limit", required = false) @Nullable Integer limit,
            @RequestParam(name = "state", required = false) @Nullable String state);

    @Operation(summary = "A job (scope jobs:read)")
    @GetExchange("/jobs/{id}")
    Mono<JobView> job(@PathVariable("id") String id);

    @Operation(
            summary = "What happens to a job, as server-sent events (scope jobs:read)",
            description =
                    "Starts with what has happened already (after Last-Event-ID, if given) and ends after"
                            + " 'finished' unless follow=true.")
    @GetExchange(url = "/jobs/{id}/events", accept = "text/event-stream")
    Flux<ServerSentEvent<JobEventView>> events(
            @PathVariable("id") String id,
            @RequestHeader(name = "Last-Event-ID", required = false) @Nullable String lastEventId,
            @RequestParam(name = "follow", required = false) @Nullable Boolean follow);

    @Operation(
            summary = "Pay a quote of the job (scopes jobs:write and wallet:pay)",
            description =
                    "A job is paid once, so this may be repeated without a key: whoever asks again for what is being paid"
                            + " or has been paid gets the job as it is.")
    @PostExchange("/jobs/{id}/pay")
    Mono<JobView> pay(@PathVariable("id") String id, @RequestBody PayJob request);

    @Operation(summary = "Cancel a job that has not been paid (scope jobs:write)")
    @PostExchange("/jobs/{id}/cancel")
    Mono<JobView> cancel(@PathVariable("id") String id);

    @Operation(
            summary = "Providers heard of, and what our jobs have shown of them (scope jobs:read)",
            description =
                    "Alive ones first, then by success, price and time. Price and models are as announced; evidence"
                            + " is from this buyer's own jobs.")
    @GetExchange("/providers")
    Mono<Page<ProviderView>> providers(
            @RequestParam(name = "kind", required = false) @Nullable Integer kind,
            @RequestParam(name = "model", required = false) @Nullable String model);

    @Operation(summary = "Models on offer (scope jobs:read)")
    @GetExchange("/models")
    Mono<Page<ModelView>> models();

    @Operation(summary = "The buyer's identity and connections (scope jobs:read)")
    @GetExchange("/status")
    Mono<BuyerStatus> status();
}
