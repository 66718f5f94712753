package dev.pylon.kit.openapi;

import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.examples.Example;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.JsonSchema;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.responses.ApiResponse;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.http.HttpStatus;

/** What an operation answers when it can't do what was asked: problems of RFC 9457. */
final class Problems {
    private static final String NAME = "Problem";
    private static final String TYPE = "urn:pylon:problem:";

    private Problems() {}

    static void addSchema(Components components) {
        Schema<?> problem = new JsonSchema();
        problem.addType("object");
        problem.setDescription("Problem details, RFC 9457");
        problem.addProperty("type", text("stable; what a program acts on", "uri"));
        problem.addProperty("title", text("the status in words", ""));
        JsonSchema status = new JsonSchema();
        status.addType("integer");
        status.setFormat("int32");
        status.setDescription("the HTTP status");
        problem.addProperty("status", status);
        problem.addProperty("detail", text("what is wrong and what to do, for people", ""));
        problem.addProperty("instance", text("where it occurred", "uri"));
        problem.addRequiredItem("type");
        problem.addRequiredItem("title");
        problem.addRequiredItem("status");
        problem.addRequiredItem("detail");
        components.addSchemas(NAME, problem);
    }

    private static Schema<?> text(String description, String format) {
        JsonSchema text = new JsonSchema();
        text.addType("string");
        text.setDescription(description);
        if (!format.isEmpty()) {
            text.setFormat(format);
        }
        return text;
    }

    /**
     * @param own those of the operation: {@code "409 already-paid"} and a sentence
     */
    static void add(Operation operation, Map<String, String> own) {
        Map<String, Map<String, String>> byStatus = new TreeMap<>();
        Map<String, String> all = common(operation);
        all.putAll(own);
        all.forEach((problem, detail) -> {
            String[] parts = problem.split(" ", 2);
            byStatus.computeIfAbsent(parts[0], status -> new TreeMap<>()).put(parts[1], detail);
        });
        byStatus.forEach((status, problems) ->
                operation
                        .getResponses()
                        .addApiResponse(status, response(Integer.parseInt(status), problems)));
    }

    /** What follows from the operation's shape. */
    private static Map<String, String> common(Operation operation) {
        Map<String, String> common = new LinkedHashMap<>();
        common.put(
                "500 internal",
                "Something went wrong on our side. The log has it as incident"
                        + " 0d8f1a52-3c1e-4a36-9d54-0b6e6a3f3f0a.");
        boolean open = operation.getSecurity() != null && operation.getSecurity().isEmpty();
        if (!open) {
            common.put(
                    "401 unauthorized",
                    "A valid API key is needed. Send it as: Authorization: Bearer <key>");
        }
        CommonParts.scopes(operation)
                .forEach(scope ->
                        common.put(
                                "403 missing-scope",
                                "The API key 'web' lacks the scope "
                                        + scope
                                        + ". Use a key that has it."));
        if (operation.getRequestBody() != null) {
            common.put(
                    "400 malformed-request",
                    "The body can't be read: Unexpected end-of-input in field name");
        }
        return common;
    }

    private static ApiResponse response(int status, Map<String, String> problems) {
        String title = HttpStatus.valueOf(status).getReasonPhrase();
        MediaType body =
                new MediaType().schema(new Schema<>().$ref("#/components/schemas/" + NAME));
        problems.forEach(
                (type, detail) -> body.addExamples(type, example(status, title, type, detail)));
        return new ApiResponse()
                .description(title + ": " + String.join(", ", problems.keySet()))
                .content(new Content().addMediaType("application/problem+json", body));
    }

    private static Example example(int status, String title, String type, String detail) {
        Map<String, Object> value = new LinkedHashMap<>();
        value.put("type", TYPE + type);
        value.put("title", title);
        value.put("status", status);
        value.put("detail", detail);
        return new Example().value(value);
    }
}
