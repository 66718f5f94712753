package dev.pylon.provider;

import dev.pylon.kit.app.ServiceApp;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

/** The provider as a process of its own. */
@SpringBootApplication
@ConfigurationPropertiesScan
public class ProviderServiceApplication {
    public static void main(String... arguments) {
        ServiceApp.run(ProviderServiceApplication.class, "provider-service", arguments);
    }
}
