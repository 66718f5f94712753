package dev.pylon.kit.app;

import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.boot.Banner;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/** Starts a service, as a process of its own or as one of several in a JVM. */
public final class ServiceApp {
    private ServiceApp() {}

    /**
     * @param application the service's {@code @SpringBootApplication}
     * @param name its name, and that of its configuration file: {@code name.yml} on the class path
     * @param arguments {@code --property=value}; they win over the file
     */
    public static ConfigurableApplicationContext run(
            Class<?> application, String name, String... arguments) {
        SpringApplication spring = new SpringApplication(application);
        spring.setBannerMode(Banner.Mode.OFF);
        spring.setDefaultProperties(defaults(name));
        return spring.run(arguments);
    }

    /** What a service has unless its configuration says otherwise. */
    private static Map<String, Object> defaults(String name) {
        Map<String, Object> defaults = new LinkedHashMap<>();
        defaults.put("spring.config.name", name);
        defaults.put("spring.application.name", name);
        defaults.put("spring.jmx.enabled", "false");
        defaults.put("spring.main.log-startup-info", "false");
        defaults.put("spring.lifecycle.timeout-per-shutdown-phase", "5s");
        defaults.put("spring.http.codecs.max-in-memory-size", "2MB");
        defaults.put("spring.r2dbc.pool.initial-size", "2");
        defaults.put("spring.r2dbc.pool.max-size", "16");
        defaults.put("spring.r2dbc.pool.max-acquire-time", "10s");
        defaults.put("spring.r2dbc.pool.validation-query", "");
        defaults.put("server.shutdown", "graceful");
        defaults.put("management.metrics.use-global-registry", "false");
        defaults.put("management.metrics.tags.service", name);
        defaults.put("management.endpoints.access.default", "read-only");
        defaults.put("management.endpoints.web.exposure.include", "health,prometheus");
        defaults.put("management.endpoints.web.base-path", "/");
        defaults.put("management.endpoints.web.discovery.enabled", "false");
        defaults.put("management.endpoints.web.path-mapping.prometheus", "metrics");
        defaults.put("management.endpoint.health.validate-group-membership", "false");
        defaults.put("management.endpoint.health.group.live.include", "livenessState");
        defaults.put("management.endpoint.health.group.ready.include", "readinessState,r2dbc");
        defaults.put("management.health.livenessstate.enabled", "true");
        defaults.put("management.health.readinessstate.enabled", "true");
        defaults.put("springdoc.api-docs.version", "openapi_3_1");
        defaults.put("springdoc.swagger-ui.path", "/swagger-ui.html");
        defaults.put("springdoc.remove-broken-reference-definitions", "false");
        defaults.put("springdoc.default-produces-media-type", "application/json");
        defaults.put("logging.level.root", "info");
        defaults.put("logging.level.org.flywaydb", "warn");
        // warns at every start that the documentation, which is meant for everybody, is there
        defaults.put("logging.level.org.springdoc.core.events", "error");
        defaults.put(
                "logging.pattern.console",
                "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %-5level "
                        + name
                        + " %logger{0}: %msg %kvp{DOUBLE}%n%ex{short}");
        return defaults;
    }
}
