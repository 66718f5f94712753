package dev.pylon.api.provider;

import dev.pylon.api.Page;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.security.SecurityRequirement;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.service.annotation.GetExchange;
import org.springframework.web.service.annotation.HttpExchange;
import reactor.core.publisher.Mono;

/** What a seller wants to know. */
@Tag(name = "provider")
@HttpExchange(url = "/v1", accept = "application/json")
public interface ProviderApi {
    @Operation(
            operationId = "getProviderStatus",
            summary = "Identity, relays, backends, wallet",
            security = @SecurityRequirement(name = "apiKey", scopes = "jobs:read"))
    @GetExchange("/status")
    Mono<ProviderStatus> status();

    @Operation(
            operationId = "listReceivedJobs",
            summary = "Jobs received, newest first",
            security = @SecurityRequirement(name = "apiKey", scopes = "jobs:read"))
    @GetExchange("/jobs")
    Mono<Page<ProviderJobView>> jobs(
            @RequestParam(name = "cursor", required = false) @Nullable String cursor,
            @RequestParam(name = "limit", required = false) @Nullable Integer limit);

    @Operation(
            operationId = "getReceivedJob",
            summary = "A job",
            security = @SecurityRequirement(name = "apiKey", scopes = "jobs:read"))
    @GetExchange("/jobs/{id}")
    Mono<ProviderJobView> job(@PathVariable("id") String id);

    @Operation(
            operationId = "getEarnings",
            summary = "Earnings, from the ledger",
            security = @SecurityRequirement(name = "apiKey", scopes = "wallet:read"))
    @GetExchange("/earnings")
    Mono<Earnings> earnings();
}
