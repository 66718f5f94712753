package dev.pylon.provider.backend.http;

import dev.pylon.provider.backend.BackendFailure;
import dev.pylon.provider.backend.BackendFailure.Cause;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads what servers say. */
public final class Json {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private Json() {}

    /**
     * @throws BackendFailure if it is not an object
     */
    public static JsonNode read(String text) {
        try {
            JsonNode node = MAPPER.readTree(text);
            if (node.isObject()) {
                return node;
            }
        } catch (JacksonException notJson) {
            // told below, without what it said
        }
        throw new BackendFailure(
                Cause.GARBAGE, "The model's server gave an answer that is not a JSON object.");
    }

    static String write(Object body) {
        return MAPPER.writeValueAsString(body);
    }
}
