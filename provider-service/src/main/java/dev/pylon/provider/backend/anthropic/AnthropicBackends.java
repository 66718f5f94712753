package dev.pylon.provider.backend.anthropic;

import dev.pylon.provider.backend.BackendSettings;
import dev.pylon.provider.backend.BackendSource;
import dev.pylon.provider.backend.InferenceBackend;
import dev.pylon.provider.backend.http.ApiKey;
import java.util.List;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

@Component
@Order(4)
final class AnthropicBackends implements BackendSource {
    private final BackendSettings.Anthropic settings;

    AnthropicBackends(BackendSettings settings) {
        this.settings = settings.anthropic();
    }

    @Override
    public List<InferenceBackend> backends() {
        return settings.enabled()
                ? List.of(
                        new AnthropicBackend(
                                settings.url(),
                                new ApiKey(settings.apiKeyFile(), settings.apiKeyEnv()),
                                settings.models(),
                                settings.maxTokens()))
                : List.of();
    }
}
