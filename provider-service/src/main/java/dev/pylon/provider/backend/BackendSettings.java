package dev.pylon.provider.backend;

import dev.pylon.kit.client.TrustedCertificates;
import io.netty.handler.ssl.SslContext;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * {@code pylon.provider.backends}: where models are. Ollama and llama.cpp are looked for at their
 * usual ports.
 *
 * @param bridge bridge-agent, in front of Apple's on-device model or its simulator
 * @param openai OpenAI-compatible servers by name
 */
@ConfigurationProperties("pylon.provider.backends")
public record BackendSettings(
        @Nullable Server bridge,
        @DefaultValue Ollama ollama,
        @DefaultValue LlamaCpp llamaCpp,
        @DefaultValue Anthropic anthropic,
        @DefaultValue Map<String, Server> openai) {
    public BackendSettings {
        openai = Map.copyOf(openai);
    }

    /**
     * @param apiKeyFile holds the server's API key; null if it wants none
     * @param apiKeyEnv the environment variable that holds it; the file wins
     * @param certificateFile PEM of the only certificates it may show, for one that it signed
     *     itself; null for those that the system trusts
     * @param models the ones to offer; all that it has if empty
     */
    public record Server(
            String url,
            @Nullable Path apiKeyFile,
            @Nullable String apiKeyEnv,
            @Nullable Path certificateFile,
            @DefaultValue List<String> models) {
        public Server {
            models = List.copyOf(models);
        }

        /** Null for what the system trusts. */
        public @Nullable SslContext certificates() {
            return certificateFile == null ? null : TrustedCertificates.read(certificateFile);
        }
    }

    /**
     * @param models the ones to offer; all that answer in text if empty
     */
    public record Ollama(
            @DefaultValue("true") boolean enabled,
            @DefaultValue("http://127.0.0.1:11434") String url,
            @DefaultValue List<String> models) {
        public Ollama {
            models = List.copyOf(models);
        }
    }

    /**
     * @param apiKeyFile holds what the server was given as {@code --api-key}; null if nothing
     * @param apiKeyEnv the environment variable that holds it; the file wins
     */
    public record LlamaCpp(
            @DefaultValue("true") boolean enabled,
            @DefaultValue("http://127.0.0.1:8080") String url,
            @Nullable Path apiKeyFile,
            @Nullable String apiKeyEnv,
            @DefaultValue List<String> models) {
        public LlamaCpp {
            models = List.copyOf(models);
        }
    }

    /**
     * @param models the ones to offer; none if empty, because each answer costs money
     * @param maxTokens of an answer, unless the job or {@code models-file} says less
     */
    public record Anthropic(
            @DefaultValue("true") boolean enabled,
            @DefaultValue("https://api.anthropic.com") String url,
            @Nullable Path apiKeyFile,
            @DefaultValue("ANTHROPIC_API_KEY") String apiKeyEnv,
            @DefaultValue List<String> models,
            @DefaultValue("1024") int maxTokens) {
        public Anthropic {
            models = List.copyOf(models);
            if (maxTokens < 1) {
                throw new IllegalArgumentException("anthropic.maxTokens is at least 1");
            }
        }
    }
}
