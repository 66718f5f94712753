package dev.pylon.provider.backend.bridge;

import dev.pylon.api.bridge.BridgeApi;
import dev.pylon.kit.client.ServiceClients;
import dev.pylon.provider.PylonSettings;
import dev.pylon.provider.backend.BackendSettings;
import dev.pylon.provider.backend.BackendSource;
import dev.pylon.provider.backend.InferenceBackend;
import dev.pylon.provider.backend.http.ApiKey;
import dev.pylon.provider.backend.http.ModelServer;
import dev.pylon.provider.backend.openai.OpenAiBackend;
import io.netty.handler.ssl.SslContext;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

@Component
@Order(1)
final class BridgeBackends implements BackendSource {
    private final BackendSettings.@Nullable Server settings;

    BridgeBackends(BackendSettings settings) {
        this.settings = settings.bridge();
    }

    @Override
    public List<InferenceBackend> backends() {
        return settings == null ? List.of() : List.of(backend(settings));
    }

    private static InferenceBackend backend(BackendSettings.Server bridge) {
        SslContext certificates = bridge.certificates();
        BridgeApi api =
                ServiceClients.create(
                        BridgeApi.class,
                        bridge.url(),
                        () ->
                                bridge.apiKeyFile() == null
                                        ? null
                                        : PylonSettings.read(bridge.apiKeyFile()),
                        Duration.ofSeconds(4),
                        certificates);
        ApiKey key = new ApiKey(bridge.apiKeyFile(), bridge.apiKeyEnv());
        return new BridgeBackend(
                api,
                new OpenAiBackend(
                        "bridge",
                        new ModelServer(
                                "bridge", bridge.url(), key, ModelServer.BEARER, certificates),
                        bridge.models()));
    }
}
