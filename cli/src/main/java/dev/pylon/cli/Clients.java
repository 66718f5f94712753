package dev.pylon.cli;

import dev.pylon.kit.client.ServiceClients;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * REST clients for a process that lives a second: the JDK's HTTP client, which starts faster than
 * Netty.
 */
public final class Clients {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private Clients() {}

    /**
     * @param apiKey null for what is open to everybody
     */
    public static <T> T create(Class<T> api, String baseUrl, @Nullable String apiKey) {
        return ServiceClients.create(api, baseUrl, apiKey, TIMEOUT);
    }
}
