package dev.pylon.provider.backend;

import dev.pylon.primitives.Msat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;

/** The YAML of {@code models-file}: by model, its price, or a map of its terms. */
final class ModelFile {
    /** What the file says of a model; null where it says nothing. */
    record Entry(
            @Nullable Msat price,
            boolean offered,
            @Nullable Integer maxInputBytes,
            @Nullable Integer maxOutputTokens) {}

    private ModelFile() {}

    /**
     * @throws IllegalArgumentException saying what is wrong with which model
     */
    static Map<String, Entry> parse(String yaml) {
        Object document;
        try {
            document = new Yaml(new SafeConstructor(new LoaderOptions())).load(yaml);
        } catch (YAMLException e) {
            throw new IllegalArgumentException("it is not YAML: " + e.getMessage(), e);
        }
        if (document == null) {
            return Map.of();
        }
        if (!(document instanceof Map<?, ?> models)) {
            throw new IllegalArgumentException("it must be a map of models by name");
        }
        Map<String, Entry> entries = new LinkedHashMap<>();
        models.forEach((name, value) -> entries.put(name + "", entry(name + "", value)));
        return Map.copyOf(entries);
    }

    private static Entry entry(String model, @Nullable Object value) {
        if (value instanceof Number) {
            return new Entry(price(model, value), true, null, null);
        }
        if (!(value instanceof Map<?, ?> map)) {
            throw wrong(model, "needs a price in millisatoshis, or a map of its terms");
        }
        Msat price = null;
        boolean offered = true;
        Integer maxInputBytes = null;
        Integer maxOutputTokens = null;
        for (Map.Entry<?, ?> term : map.entrySet()) {
            String name = term.getKey() + "";
            switch (name) {
                case "price-msat" -> price = price(model, term.getValue());
                case "offered" -> offered = yesOrNo(model, name, term.getValue());
                case "max-input-bytes" -> maxInputBytes = limit(model, name, term.getValue());
                case "max-output-tokens" -> maxOutputTokens = limit(model, name, term.getValue());
                default ->
                        throw wrong(
                                model,
                                "has '"
                                        + name
                                        + "', which is not known; there are price-msat, offered,"
                                        + " max-input-bytes and max-output-tokens");
            }
        }
        return new Entry(price, offered, maxInputBytes, maxOutputTokens);
    }

    private static Msat price(String model, @Nullable Object value) {
        if (value instanceof Integer || value instanceof Long) {
            long msat = ((Number) value).longValue();
            if (msat >= 0) {
                return Msat.of(msat);
            }
        }
        throw wrong(model, "has a price that is not a whole number of millisatoshis: " + value);
    }

    private static int limit(String model, String name, @Nullable Object value) {
        if (value instanceof Integer limit && limit > 0) {
            return limit;
        }
        throw wrong(model, "has a " + name + " that is not a whole number above 0: " + value);
    }

    private static boolean yesOrNo(String model, String name, @Nullable Object value) {
        if (value instanceof Boolean flag) {
            return flag;
        }
        throw wrong(model, "has an '" + name + "' that is neither true nor false: " + value);
    }

    private static IllegalArgumentException wrong(String model, String what) {
        return new IllegalArgumentException("model " + model + " " + what);
    }
}
