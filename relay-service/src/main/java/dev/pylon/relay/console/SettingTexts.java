package dev.pylon.relay.console;

import dev.pylon.relay.admin.LiveSettings;
import dev.pylon.relay.policy.Rate;
import dev.pylon.relay.policy.RelaySettings;
import dev.pylon.relay.policy.RetentionRule;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The changeable settings by their names, as they are written in the configuration. */
final class SettingTexts {
    private SettingTexts() {}

    static Map<String, String> of(RelaySettings settings) {
        Map<String, String> texts = new LinkedHashMap<>();
        add("", settings, texts);
        return texts;
    }

    private static void add(String prefix, Record settings, Map<String, String> texts) {
        for (RecordComponent component : settings.getClass().getRecordComponents()) {
            String name = prefix + kebab(component.getName());
            Object value = value(settings, component);
            if (value instanceof Record inner && !(value instanceof Rate)) {
                add(name + ".", inner, texts);
            } else if (LiveSettings.isChangeable(name)) {
                texts.put(name, text(value));
            }
        }
    }

    private static @Nullable Object value(Record settings, RecordComponent component) {
        try {
            return component.getAccessor().invoke(settings);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("a record's component can't be read", e);
        }
    }

    private static String text(@Nullable Object value) {
        return switch (value) {
            case null -> "";
            case Duration duration -> duration(duration);
            case Rate(int count, Duration per) -> count == 0 ? "off" : count + "/" + duration(per);
            case RetentionRule(int first, int last, Duration keep) ->
                    (first == last ? "" + first : first + "-" + last) + "=" + duration(keep);
            case List<?> all ->
                    all.stream().map(SettingTexts::text).collect(Collectors.joining(","));
            default -> value.toString();
        };
    }

    /** In the largest unit that is whole. */
    private static String duration(Duration time) {
        long millis = time.toMillis();
        if (millis % 1_000 != 0) {
            return millis + "ms";
        }
        long seconds = millis / 1_000;
        if (seconds % 86_400 == 0) {
            return seconds / 86_400 + "d";
        }
        if (seconds % 3_600 == 0) {
            return seconds / 3_600 + "h";
        }
        return seconds % 60 == 0 ? seconds / 60 + "m" : seconds + "s";
    }

    private static String kebab(String name) {
        return name.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }
}
