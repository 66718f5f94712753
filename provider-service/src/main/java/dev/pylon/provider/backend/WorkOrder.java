package dev.pylon.provider.backend;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * What a backend is to do.
 *
 * @param parameters of the job by name: max_tokens, temperature, top_p, frequency_penalty …
 */
public record WorkOrder(String model, String prompt, Map<String, String> parameters) {
    private static final String MAX_TOKENS = "max_tokens";

    public WorkOrder {
        parameters = Map.copyOf(parameters);
    }

    /** The tokens the answer may have, if the job says so. */
    public Optional<Long> maxTokens() {
        return whole(MAX_TOKENS).filter(tokens -> tokens > 0);
    }

    /** A parameter that is a whole number; empty if it is not there, or not one. */
    public Optional<Long> whole(String name) {
        return parsed(name, Long::valueOf);
    }

    /** A parameter that is a number; empty if it is not there, or not one. */
    public Optional<Double> number(String name) {
        return parsed(name, Double::valueOf).filter(Double::isFinite);
    }

    /** The same for another name of the model. */
    public WorkOrder withModel(String other) {
        return new WorkOrder(other, prompt, parameters);
    }

    /** The same with an answer of no more than so many tokens. */
    WorkOrder atMost(int tokens) {
        Map<String, String> capped = new HashMap<>(parameters);
        long wanted = maxTokens().orElse((long) tokens);
        capped.put(MAX_TOKENS, Long.toString(Math.min(wanted, tokens)));
        return new WorkOrder(model, prompt, capped);
    }

    private <T> Optional<T> parsed(String name, Function<String, T> parser) {
        String text = parameters.get(name);
        if (text == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(parser.apply(text.strip()));
        } catch (NumberFormatException notANumber) {
            return Optional.empty();
        }
    }
}
