package dev.pylon.provider.backend.openai;

import dev.pylon.provider.backend.BackendSettings;
import dev.pylon.provider.backend.BackendSource;
import dev.pylon.provider.backend.InferenceBackend;
import dev.pylon.provider.backend.http.ApiKey;
import dev.pylon.provider.backend.http.ModelServer;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

@Component
@Order(3)
final class OpenAiBackends implements BackendSource {
    private final BackendSettings settings;

    OpenAiBackends(BackendSettings settings) {
        this.settings = settings;
    }

    @Override
    public List<InferenceBackend> backends() {
        List<InferenceBackend> all = new ArrayList<>();
        BackendSettings.LlamaCpp llama = settings.llamaCpp();
        if (llama.enabled()) {
            ApiKey key = new ApiKey(llama.apiKeyFile(), llama.apiKeyEnv());
            all.add(
                    new LlamaCppBackend(
                            new ModelServer("llama.cpp", llama.url(), key, ModelServer.BEARER),
                            llama.models()));
        }
        new TreeMap<>(settings.openai())
                .forEach((name, server) -> {
                    ApiKey key = new ApiKey(server.apiKeyFile(), server.apiKeyEnv());
                    all.add(
                            new OpenAiBackend(
                                    name,
                                    new ModelServer(
                                            name,
                                            server.url(),
                                            key,
                                            ModelServer.BEARER,
                                            server.certificates()),
                                    server.models()));
                });
        return all;
    }
}
