package dev.pylon.api.buyer;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the provider of one job is chosen; what is null is as the service is configured.
 *
 * @param policy by what
 * @param quoteWindowMs how long quotes are collected after the first
 * @param allow npub or hex; if not empty, nobody else is paid
 * @param deny npub or hex; never paid, also if allowed
 */
@Schema(description = "How the provider is chosen; what is missing is as the service is configured")
public record JobChoice(
        @Schema(description = "By what, among those that have quoted", example = "fastest")
                @Nullable SelectionPolicy policy,
        @Schema(
                        description =
                                "How long quotes are collected after the first, in milliseconds;"
                                        + " ends early when all providers asked have answered",
                        example = "500")
                @Nullable Integer quoteWindowMs,
        @Schema(
                        description = "Providers (npub or hex); if not empty, nobody else is paid",
                        example = "[]")
                @Nullable List<String> allow,
        @Schema(
                        description =
                                "Providers (npub or hex) that are never paid; their quotes are kept"
                                        + " with the reason",
                        example = "[]")
                @Nullable List<String> deny) {}
