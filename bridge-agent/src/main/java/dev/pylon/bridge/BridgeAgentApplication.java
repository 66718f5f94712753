package dev.pylon.bridge;

import dev.pylon.kit.app.ServiceApp;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

/** The agent as a process of its own. */
@SpringBootApplication
@ConfigurationPropertiesScan
public class BridgeAgentApplication {
    public static void main(String... arguments) {
        ServiceApp.run(BridgeAgentApplication.class, "bridge-agent", arguments);
    }
}
