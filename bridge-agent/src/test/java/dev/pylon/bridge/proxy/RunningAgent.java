package dev.pylon.bridge.proxy;

import dev.pylon.api.bridge.BridgeApi;
import dev.pylon.api.bridge.BridgeState;
import dev.pylon.api.bridge.BridgeStatus;
import dev.pylon.bridge.BridgeAgentApplication;
import dev.pylon.kit.app.ServiceApp;
import dev.pylon.kit.client.ServiceClients;
import dev.pylon.postgres.junit.FreePorts;
import dev.pylon.primitives.Hashes;
import dev.pylon.primitives.Hex;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.awaitility.Awaitility;
import org.springframework.context.ConfigurableApplicationContext;

/** An agent on ports of its own, with a key for jobs ("secret") and one for all ("admin"). */
final class RunningAgent implements AutoCloseable {
    static final Duration LIMIT = Duration.ofSeconds(30);

    private final HttpClient client = HttpClient.newHttpClient();
    private final Path folder;
    private final ConfigurableApplicationContext context;
    private final String url;

    RunningAgent(Path folder, String... more) throws IOException {
        this.folder = folder;
        Path keys = folder.resolve("keys.yml");
        Files.writeString(
                keys,
                key("secret", "\"jobs:read\", \"jobs:write\"")
                        + key("admin", "\"jobs:read\", \"jobs:write\", admin"));
        List<String> arguments =
                new ArrayList<>(
                        List.of(
                                "--server.port=0",
                                "--pylon.api-keys-file=" + keys,
                                "--pylon.bridge.home=" + folder,
                                "--pylon.bridge.port=" + FreePorts.next(),
                                "--pylon.bridge.log-file=" + log()));
        arguments.addAll(List.of(more));
        context =
                ServiceApp.run(
                        BridgeAgentApplication.class,
                        "bridge-agent",
                        arguments.toArray(String[]::new));
        url = "http://127.0.0.1:" + context.getEnvironment().getProperty("local.server.port");
    }

    private static String key(String secret, String scopes) {
        return """
        - id: %s
          sha256: %s
          account: provider
          scopes: [%s]
        """
                .formatted(
                        secret,
                        Hex.encode(Hashes.sha256(secret.getBytes(StandardCharsets.UTF_8))),
                        scopes);
    }

    @Override
    public void close() {
        context.close();
    }

    Path log() {
        return folder.resolve("process.log");
    }

    String url() {
        return url;
    }

    BridgeApi api(String key) {
        return ServiceClients.create(BridgeApi.class, url, key, LIMIT);
    }

    BridgeStatus status() {
        return Objects.requireNonNull(api("secret").status().block(LIMIT));
    }

    BridgeStatus await(BridgeState state) {
        Awaitility.await().atMost(LIMIT).until(() -> status().state() == state);
        return status();
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(url + path))
                .header("Authorization", "Bearer secret")
                .timeout(LIMIT);
    }

    HttpRequest completion(String body) {
        return request("/v1/chat/completions")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
    }

    HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
        return client.send(request, HttpResponse.BodyHandlers.ofString());
    }

    HttpResponse<String> complete(String body) throws IOException, InterruptedException {
        return send(completion(body));
    }

    InputStream stream() throws IOException, InterruptedException {
        return client.send(
                        completion("{\"stream\":true,\"messages\":[{\"content\":\"Why?\"}]}"),
                        HttpResponse.BodyHandlers.ofInputStream())
                .body();
    }

    static String prompt(String text) {
        return "{\"messages\":[{\"role\":\"user\",\"content\":\"" + text + "\"}]}";
    }
}
