package dev.pylon.bridge.proxy;

import dev.pylon.bridge.BridgeSettings;
import java.net.InetAddress;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/** Keeps API keys and prompts from going over a network in the clear. */
@Component
final class Exposure {
    /**
     * @throws IllegalStateException if the agent would do so and was not told to
     */
    Exposure(
            BridgeSettings settings,
            Environment environment,
            @Value("${server.address:0.0.0.0}") InetAddress address) {
        boolean tls =
                environment.containsProperty("server.ssl.certificate")
                        || environment.containsProperty("server.ssl.key-store")
                        || environment.containsProperty("server.ssl.bundle");
        if (!address.isLoopbackAddress() && !tls && !settings.plainHttp()) {
            throw new IllegalStateException(
                    "bridge-agent would take API keys and prompts at "
                            + address.getHostAddress()
                            + " in the clear. Set server.ssl.certificate and"
                            + " server.ssl.certificate-private-key, or server.address=127.0.0.1;"
                            + " behind something that has TLS, pylon.bridge.plain-http=true");
        }
    }
}
