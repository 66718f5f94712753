package dev.pylon.kit.openapi;

import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.PathItem;
import io.swagger.v3.oas.models.Paths;
import io.swagger.v3.oas.models.examples.Example;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.responses.ApiResponses;
import io.swagger.v3.oas.models.tags.Tag;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springdoc.core.customizers.OpenApiCustomizer;

/**
 * Adds to a document what annotations would have to repeat: examples, scopes, problems and the
 * parameters that several operations have. Sorts it, so that it is the same at every start.
 */
final class CommonParts implements OpenApiCustomizer {
    private final Examples examples;

    CommonParts(Examples examples) {
        this.examples = examples;
    }

    @Override
    public void customise(OpenAPI api) {
        Problems.addSchema(api.getComponents());
        api.getPaths().values().stream()
                .map(PathItem::readOperations)
                .flatMap(List::stream)
                .forEach(this::complete);
        sort(api);
    }

    private void complete(Operation operation) {
        Examples.Exchange exchange = examples.of(operation.getOperationId());
        if (operation.getRequestBody() != null) {
            operation
                    .getRequestBody()
                    .getContent()
                    .values()
                    .forEach(body -> add(body, exchange.request()));
        }
        ApiResponse ok = operation.getResponses().get("200");
        if (ok != null && ok.getContent() != null) {
            EventStreams.describe(ok.getContent());
            ok.getContent().values().forEach(body -> add(body, exchange.response()));
        }
        CommonParameters.describe(operation);
        nameScopes(operation);
        Problems.add(operation, exchange.problems());
        ApiResponses sorted = new ApiResponses();
        new TreeMap<>(operation.getResponses()).forEach(sorted::addApiResponse);
        operation.setResponses(sorted);
    }

    private static void add(MediaType body, Map<String, Object> examples) {
        examples.forEach((name, value) -> body.addExamples(name, new Example().value(value)));
    }

    private static void nameScopes(Operation operation) {
        String scopes =
                scopes(operation).stream()
                        .map(scope -> "`" + scope + "`")
                        .collect(Collectors.joining(", "));
        if (!scopes.isEmpty()) {
            String description = operation.getDescription();
            operation.setDescription(
                    (description == null ? "" : description + "\n\n") + "Scope: " + scopes);
        }
    }

    static List<String> scopes(Operation operation) {
        return operation.getSecurity() == null
                ? List.of()
                : operation.getSecurity().stream()
                        .flatMap(requirement -> requirement.values().stream())
                        .flatMap(List::stream)
                        .toList();
    }

    @SuppressWarnings("rawtypes")
    private static void sort(OpenAPI api) {
        Paths paths = new Paths();
        new TreeMap<>(api.getPaths()).forEach(paths::addPathItem);
        api.setPaths(paths);
        Map<String, Schema> schemas = new TreeMap<>(api.getComponents().getSchemas());
        schemas.keySet().removeIf(name -> name.startsWith("ServerSentEvent"));
        schemas.values().forEach(CommonParts::tidy);
        api.getComponents().setSchemas(schemas);
        @Nullable List<Tag> tags = api.getTags();
        if (tags != null) {
            api.setTags(tags.stream().sorted(Comparator.comparing(Tag::getName)).toList());
        }
    }

    /** Descriptions come from Javadoc, with its line ends and marks. */
    private static void tidy(Schema<?> schema) {
        if (schema.getDescription() != null) {
            schema.setDescription(
                    schema.getDescription()
                            .replaceAll("</?code>", "`")
                            .replaceAll("\\s+", " ")
                            .strip());
        }
        if (schema.getProperties() != null) {
            schema.getProperties().values().forEach(CommonParts::tidy);
        }
    }
}
