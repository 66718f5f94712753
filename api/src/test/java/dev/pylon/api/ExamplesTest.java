package dev.pylon.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pylon.api.bridge.BridgeApi;
import dev.pylon.api.buyer.BuyerApi;
import dev.pylon.api.console.ConsoleApi;
import dev.pylon.api.provider.ProviderApi;
import dev.pylon.api.relay.RelayApi;
import dev.pylon.api.wallet.WalletApi;
import io.swagger.v3.oas.annotations.Operation;
import java.io.InputStream;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.web.bind.annotation.RequestBody;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The examples of the API documents are requests and answers that the types here have. */
class ExamplesTest {
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

    /** By the name of the operation; those of OpenAI's API are not ours to type. */
    private static final Map<String, Method> OPERATIONS =
            Stream.of(
                            BuyerApi.class,
                            WalletApi.class,
                            ProviderApi.class,
                            BridgeApi.class,
                            RelayApi.class,
                            ConsoleApi.class)
                    .flatMap(api -> Arrays.stream(api.getMethods()))
                    .collect(
                            Collectors.toMap(
                                    method -> method.getAnnotation(Operation.class).operationId(),
                                    Function.identity()));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "buyer-service",
                "wallet-service",
                "provider-service",
                "bridge-agent",
                "relay-service"
            })
    void areOfTheTypesOfTheirOperations(String service) throws Exception {
        JsonNode file;
        try (InputStream in = getClass().getResourceAsStream("/openapi/" + service + ".json")) {
            file = JSON.readTree(in);
        }

        assertThat(file.properties()).isNotEmpty();
        file.properties()
                .forEach(operation -> {
                    Method method = OPERATIONS.get(operation.getKey());
                    if (method != null) {
                        check(operation.getValue(), method);
                    } else {
                        assertThat(operation.getKey())
                                .isIn("listBridgeModels", "createChatCompletion");
                    }
                });
    }

    private static void check(JsonNode operation, Method method) {
        Optional<Type> body =
                Arrays.stream(method.getParameters())
                        .filter(parameter -> parameter.isAnnotationPresent(RequestBody.class))
                        .map(Parameter::getParameterizedType)
                        .findFirst();
        body.ifPresent(type -> assertThat(operation.path("request").properties()).isNotEmpty());
        operation
                .path("request")
                .forEach(example -> survives(example, body.orElseThrow(), method.getName()));
        Type answer =
                ((ParameterizedType) method.getGenericReturnType()).getActualTypeArguments()[0];
        assertThat(operation.path("response").properties()).isNotEmpty();
        operation
                .path("response")
                .forEach(example -> {
                    if (!example.isString()) {
                        survives(example, answer, method.getName());
                    }
                });
    }

    private static void survives(JsonNode example, Type type, String where) {
        Object read = JSON.readerFor(JSON.constructType(type)).readValue(example);

        JsonNode written = JSON.readTree(JSON.writeValueAsString(read));

        assertThat(withoutNulls(written)).as(where).isEqualTo(withoutNulls(example));
    }

    private static JsonNode withoutNulls(JsonNode node) {
        if (node instanceof ObjectNode object) {
            object.removeIf(JsonNode::isNull);
        }
        node.forEach(ExamplesTest::withoutNulls);
        return node;
    }
}
