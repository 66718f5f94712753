package dev.pylon.kit.openapi;

import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.parameters.Parameter;
import java.math.BigDecimal;
import java.util.Map;

/** The parameters that mean the same everywhere, by name. */
final class CommonParameters {
    private static final String HASH = "[0-9a-f]{64}";

    private record Meaning(String description, Object example) {}

    private static final Map<String, Meaning> MEANINGS =
            Map.of(
                    "cursor",
                    new Meaning("`nextCursor` of the page before; none for the first page", "42"),
                    "limit",
                    new Meaning(
                            "how many at most; a larger one than the service gives is refused", 20),
                    "Idempotency-Key",
                    new Meaning(
                            "a name of your own for this request, such as a UUID, which makes a repeat harmless",
                            "7c9e6679-7425-40de-944b-e07fc1f90ae7"),
                    "Last-Event-ID",
                    new Meaning("the id of the last event seen; the stream goes on after it", "5"),
                    "id",
                    new Meaning(
                            "the job's id: that of its request event, 64 hex digits",
                            "819769d88e25988b4b482859b8ab0a225f8de4364b95c480fc4d25a1bff4e1a5"),
                    "paymentHash",
                    new Meaning(
                            "of the invoice, 64 hex digits",
                            "168922883bdf71b8e3a8b3b9f30f7f008c2a9c4e190b6628f54245882996a98e"));

    private CommonParameters() {}

    static void describe(Operation operation) {
        if (operation.getParameters() != null) {
            operation.getParameters().forEach(CommonParameters::describe);
        }
    }

    private static void describe(Parameter parameter) {
        Meaning meaning = MEANINGS.get(parameter.getName());
        if (meaning == null) {
            return;
        }
        parameter.setDescription(meaning.description());
        parameter.setExample(meaning.example());
        Schema<?> schema = parameter.getSchema();
        switch (parameter.getName()) {
            case "limit" -> schema.minimum(BigDecimal.ONE);
            case "Idempotency-Key" -> schema.minLength(1).maxLength(255);
            case "id", "paymentHash" -> schema.pattern(HASH);
            default -> {}
        }
    }
}
