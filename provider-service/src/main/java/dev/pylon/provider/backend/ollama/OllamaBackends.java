package dev.pylon.provider.backend.ollama;

import dev.pylon.provider.backend.BackendSettings;
import dev.pylon.provider.backend.BackendSource;
import dev.pylon.provider.backend.InferenceBackend;
import dev.pylon.provider.backend.http.ApiKey;
import dev.pylon.provider.backend.http.ModelServer;
import java.util.List;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

@Component
@Order(2)
final class OllamaBackends implements BackendSource {
    private final BackendSettings.Ollama settings;

    OllamaBackends(BackendSettings settings) {
        this.settings = settings.ollama();
    }

    @Override
    public List<InferenceBackend> backends() {
        return settings.enabled()
                ? List.of(
                        new OllamaBackend(
                                new ModelServer(
                                        "ollama",
                                        settings.url(),
                                        ApiKey.none(),
                                        ModelServer.BEARER),
                                settings.models()))
                : List.of();
    }
}
