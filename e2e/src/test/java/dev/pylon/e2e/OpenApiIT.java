package dev.pylon.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.pylon.cli.up.Service;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.parser.OpenAPIV3Parser;
import io.swagger.v3.parser.core.models.SwaggerParseResult;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The documents in {@code docs/openapi} are those of the running services. {@code
 * -Dopenapi.write=true} writes them.
 */
class OpenApiIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static Market market;

    @BeforeAll
    static void open() {
        market = Market.open(OpenApiIT.class).packed();
        for (Service service : Service.values()) {
            market.launch(service);
        }
        market.awaitAllReady();
    }

    @AfterAll
    static void close() {
        market.close();
    }

    @ParameterizedTest
    @EnumSource(Service.class)
    void theFileIsWhatTheServiceSays(Service service) throws Exception {
        String served = pretty(serve(service));
        Path file = file(service);

        if (Boolean.getBoolean("openapi.write")) {
            Files.writeString(file, served);
        }

        assertThat(file)
                .withFailMessage(
                        "%s serves another OpenAPI document than %s. If the change is wanted, write the new one: mvn verify -pl e2e -am -Djacoco.skip=true -Dtest=none -Dsurefire.failIfNoSpecifiedTests=false"
                                + " -Dit.test=OpenApiIT -Dopenapi.write=true",
                        service.configName(), file)
                .hasContent(served);
    }

    @ParameterizedTest
    @EnumSource(Service.class)
    void aParserFindsNothingToSayOfIt(Service service) throws IOException {
        SwaggerParseResult result =
                new OpenAPIV3Parser().readContents(Files.readString(file(service)));

        assertThat(result.getMessages()).isEmpty();
        assertThat(result.getOpenAPI().getOpenapi()).startsWith("3.1");
    }

    @ParameterizedTest
    @EnumSource(Service.class)
    void everyOperationHasExamplesAndProblems(Service service) throws IOException {
        List<String> lacking = new ArrayList<>();
        new OpenAPIV3Parser()
                .readContents(Files.readString(file(service)))
                .getOpenAPI()
                .getPaths()
                .values()
                .forEach(path ->
                        path.readOperations().forEach(operation -> lacking(operation, lacking)));

        assertThat(lacking).isEmpty();
    }

    private static void lacking(Operation operation, List<String> lacking) {
        String id = operation.getOperationId() + ": ";
        if (operation.getSummary() == null) {
            lacking.add(id + "summary");
        }
        if (operation.getParameters() != null) {
            operation.getParameters().stream()
                    .filter(one -> one.getDescription() == null || one.getExample() == null)
                    .forEach(one -> lacking.add(id + "description, example of " + one.getName()));
        }
        if (operation.getRequestBody() != null) {
            operation
                    .getRequestBody()
                    .getContent()
                    .forEach((type, body) -> {
                        if (body.getExamples() == null) {
                            lacking.add(id + "example of the request");
                        }
                    });
        }
        operation
                .getResponses()
                .forEach((status, response) -> {
                    if (response.getContent() == null
                            || response.getContent().values().stream()
                                    .anyMatch(body -> body.getExamples() == null)) {
                        lacking.add(id + "example of " + status);
                    }
                });
        if (operation.getResponses().get("500") == null) {
            lacking.add(id + "problems");
        }
    }

    private static Path file(Service service) {
        String name = service.name().toLowerCase(java.util.Locale.ROOT);
        return Path.of("..", "docs", "openapi", name + ".json");
    }

    private static String serve(Service service) throws Exception {
        URI address = URI.create(market.process(service).url() + "/v3/api-docs");
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(
                            HttpRequest.newBuilder(address).build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
        }
    }

    private static String pretty(String json) throws IOException {
        JsonNode document = JSON.readTree(json);
        DefaultPrettyPrinter printer = new DefaultPrettyPrinter();
        printer.indentArraysWith(DefaultIndenter.SYSTEM_LINEFEED_INSTANCE);
        return JSON.writer(printer).writeValueAsString(document) + "\n";
    }
}
