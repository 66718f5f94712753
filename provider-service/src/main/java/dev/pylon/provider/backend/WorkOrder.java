package dev.pylon.provider.backend;

import java.util.Map;

/**
 * What a backend is to do.
 *
 * @param parameters of the job by name: max_tokens, temperature, top_p, frequency_penalty …
 */
public record WorkOrder(String model, String prompt, Map<String, String> parameters) {
    public WorkOrder {
        parameters = Map.copyOf(parameters);
    }
}
