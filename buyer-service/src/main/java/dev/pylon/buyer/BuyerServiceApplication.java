package dev.pylon.buyer;

import dev.pylon.kit.app.ServiceApp;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

/** The buyer as a process of its own. */
@SpringBootApplication
@ConfigurationPropertiesScan
public class BuyerServiceApplication {
    public static void main(String... arguments) {
        ServiceApp.run(BuyerServiceApplication.class, "buyer-service", arguments);
    }
}
