package dev.pylon.wallet;

import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.PathItem;
import io.swagger.v3.oas.models.examples.Example;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.responses.ApiResponse;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springframework.stereotype.Component;

/**
 * Adds to the API's description what annotations can't say well: problems, and payments by outcome.
 */
@Component
class ApiExamples implements OpenApiCustomizer {
    private static final String HASH =
            "66687aadf862bd776c8fc18b8e9f8e20089714856ee233b3902a591d0d5f2925";
    private static final String PREIMAGE = "00".repeat(32);
    private static final Map<String, List<String>> PROBLEMS =
            Map.of(
                    "400",
                    List.of("invalid-request", "malformed-invoice"),
                    "401",
                    List.of("unauthorized"),
                    "403",
                    List.of("missing-scope", "over-budget", "regtest-only"),
                    "404",
                    List.of("not-found"),
                    "409",
                    List.of(
                            "insufficient-funds",
                            "already-paid",
                            "not-refundable",
                            "idempotency-key-reused"),
                    "422",
                    List.of(
                            "wrong-network",
                            "invoice-expired",
                            "amount-mismatch",
                            "unpayable-here"),
                    "503",
                    List.of("backend-unavailable"));

    @Override
    public void customise(OpenAPI api) {
        api.getPaths().values().stream()
                .map(PathItem::readOperations)
                .flatMap(List::stream)
                .forEach(operation -> PROBLEMS.forEach((s, types) -> problem(operation, s, types)));
        PathItem payments = api.getPaths().get("/v1/payments");
        if (payments != null) {
            outcomes(payments.getPost());
        }
    }

    private static void problem(Operation operation, String status, List<String> types) {
        MediaType body = new MediaType();
        types.forEach(type -> body.addExamples(type, new Example().value(problem(status, type))));
        operation
                .getResponses()
                .addApiResponse(
                        status,
                        new ApiResponse()
                                .description("A problem (RFC 9457): " + String.join(", ", types))
                                .content(
                                        new Content()
                                                .addMediaType("application/problem+json", body)));
    }

    private static Map<String, Object> problem(String status, String type) {
        return Map.of(
                "type",
                "urn:pylon:problem:" + type,
                "status",
                Integer.parseInt(status),
                "detail",
                "What is wrong, and what to do.");
    }

    private static void outcomes(Operation pay) {
        MediaType body =
                Objects.requireNonNull(pay.getResponses().get("200")).getContent().values().stream()
                        .findFirst()
                        .orElseThrow();
        body.addExamples("settled", example("settled", Map.of("feeMsat", 0, "preimage", PREIMAGE)));
        body.addExamples("failed", example("failed", Map.of("failureCode", "no-route")));
        body.addExamples(
                "pending",
                example("pending", Map.of("detail", "The backend gave no answer; checking.")));
    }

    private static Example example(String status, Map<String, Object> more) {
        Map<String, Object> value = new TreeMap<>(more);
        value.put("paymentHash", HASH);
        value.put("status", status);
        value.put("amountMsat", 21_000);
        value.put("internal", status.equals("settled"));
        value.put("createdAt", "2026-01-01T00:00:00Z");
        return new Example().value(value);
    }
}
