package dev.pylon.provider.backend;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BackendSettingsTest {
    @Test
    void whatIsLookedForUnlessTheConfigurationSaysOtherwise() {
        BackendSettings settings = bind(Map.of());

        assertThat(settings.bridge()).isNull();
        assertThat(settings.ollama())
                .isEqualTo(new BackendSettings.Ollama(true, "http://127.0.0.1:11434", List.of()));
        assertThat(settings.llamaCpp())
                .isEqualTo(
                        new BackendSettings.LlamaCpp(
                                true, "http://127.0.0.1:8080", null, null, List.of()));
        assertThat(settings.anthropic())
                .isEqualTo(
                        new BackendSettings.Anthropic(
                                true,
                                "https://api.anthropic.com",
                                null,
                                "ANTHROPIC_API_KEY",
                                List.of(),
                                1024));
        assertThat(settings.openai()).isEmpty();
    }

    @Test
    void eachKeyIsRead() {
        BackendSettings settings =
                bind(
                        Map.of(
                                "pylon.provider.backends.ollama.enabled", "false",
                                "pylon.provider.backends.llama-cpp.url", "http://gpu:8080",
                                "pylon.provider.backends.llama-cpp.api-key-env", "LLAMA_KEY",
                                "pylon.provider.backends.anthropic.models[0]", "claude-x",
                                "pylon.provider.backends.anthropic.max-tokens", "10",
                                "pylon.provider.backends.openai.groq.url", "https://groq",
                                "pylon.provider.backends.openai.groq.api-key-file", "/key",
                                "pylon.provider.backends.openai.groq.certificate-file", "/pem"));

        assertThat(settings.ollama().enabled()).isFalse();
        assertThat(settings.llamaCpp().url()).isEqualTo("http://gpu:8080");
        assertThat(settings.llamaCpp().apiKeyEnv()).isEqualTo("LLAMA_KEY");
        assertThat(settings.anthropic().models()).containsExactly("claude-x");
        assertThat(settings.anthropic().maxTokens()).isEqualTo(10);
        assertThat(settings.openai())
                .containsEntry(
                        "groq",
                        new BackendSettings.Server(
                                "https://groq", Path.of("/key"), null, Path.of("/pem"), List.of()));
    }

    @Test
    void limitsHaveDefaults() {
        assertThat(
                        TestSettings.bind(
                                "pylon.provider.backend-limits", BackendLimits.class, Map.of()))
                .isEqualTo(
                        new BackendLimits(Duration.ofSeconds(60), 16, 10, Duration.ofSeconds(10)));
    }

    private static BackendSettings bind(Map<String, String> properties) {
        return TestSettings.bind("pylon.provider.backends", BackendSettings.class, properties);
    }
}
