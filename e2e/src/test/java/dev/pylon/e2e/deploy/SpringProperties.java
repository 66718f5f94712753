package dev.pylon.e2e.deploy;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The properties that Spring Boot's own jars describe. */
final class SpringProperties {
    private static final Map<String, String> TYPES = read();

    private SpringProperties() {}

    static boolean isKnown(String name) {
        if (TYPES.containsKey(name)) {
            return true;
        }
        return TYPES.entrySet().stream()
                .anyMatch(known ->
                        known.getValue().startsWith("java.util.Map")
                                && name.startsWith(known.getKey() + "."));
    }

    private static Map<String, String> read() {
        Map<String, String> types = new HashMap<>();
        try {
            for (String file :
                    List.of(
                            "META-INF/spring-configuration-metadata.json",
                            "META-INF/additional-spring-configuration-metadata.json")) {
                for (URL url :
                        Collections.list(
                                SpringProperties.class.getClassLoader().getResources(file))) {
                    try (InputStream in = url.openStream()) {
                        for (JsonNode property :
                                JsonMapper.shared().readTree(in).path("properties")) {
                            types.put(
                                    property.path("name").asString(),
                                    property.path("type").asString(""));
                        }
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return types;
    }
}
