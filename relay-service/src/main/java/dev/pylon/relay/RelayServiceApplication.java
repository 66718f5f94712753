package dev.pylon.relay;

import dev.pylon.kit.app.ServiceApp;
import dev.pylon.relay.policy.RelaySettings;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;

/** The Nostr relay as a service. */
@SpringBootApplication(proxyBeanMethods = false)
@EnableConfigurationProperties(RelaySettings.class)
public class RelayServiceApplication {
    /** The name of the configuration file, without its ending. */
    public static final String NAME = "relay-service";

    public static void main(String[] arguments) {
        ServiceApp.run(RelayServiceApplication.class, NAME, arguments);
    }
}
