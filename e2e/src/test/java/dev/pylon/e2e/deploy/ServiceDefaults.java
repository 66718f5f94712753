package dev.pylon.e2e.deploy;

import java.util.Map;
import org.yaml.snakeyaml.Yaml;

/** What a service's own configuration file, in its jar, says. */
final class ServiceDefaults {
    private ServiceDefaults() {}

    static int port(String service) {
        Map<String, Map<String, Object>> file =
                new Yaml().load(ServiceDefaults.class.getResourceAsStream("/" + service + ".yml"));
        return (Integer) file.get("server").get("port");
    }
}
