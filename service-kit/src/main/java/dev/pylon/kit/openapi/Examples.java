package dev.pylon.kit.openapi;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * Examples of a service's operations by {@code operationId}, from the resource {@code
 * openapi/<service>.json}.
 */
record Examples(Map<String, Exchange> exchanges) {
    /**
     * Of one operation.
     *
     * @param request bodies by name
     * @param response bodies of 200 by name
     * @param problems what can go wrong: {@code "409 already-paid"} and the sentence that is
     *     answered
     */
    record Exchange(
            Map<String, Object> request,
            Map<String, Object> response,
            Map<String, String> problems) {
        static final Exchange NONE = new Exchange(Map.of(), Map.of(), Map.of());

        Exchange(
                @Nullable Map<String, Object> request,
                @Nullable Map<String, Object> response,
                @Nullable Map<String, String> problems) {
            this.request = request == null ? Map.of() : request;
            this.response = response == null ? Map.of() : response;
            this.problems = problems == null ? Map.of() : problems;
        }
    }

    static Examples of(String service, JsonMapper json) {
        try (InputStream file =
                Examples.class.getResourceAsStream("/openapi/" + service + ".json")) {
            return file == null
                    ? new Examples(Map.of())
                    : new Examples(
                            json.readValue(file, new TypeReference<Map<String, Exchange>>() {}));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Exchange of(String operationId) {
        return exchanges.getOrDefault(operationId, Exchange.NONE);
    }
}
