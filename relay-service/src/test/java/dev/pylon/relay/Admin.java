package dev.pylon.relay;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.pylon.nostr.auth.Nip98;
import dev.pylon.nostr.event.EventTemplate;
import dev.pylon.nostr.event.Tag;
import dev.pylon.nostr.event.Tags;
import dev.pylon.nostr.key.SecretKey;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** An administrator's requests, signed by its key (NIP-98). */
final class Admin implements AutoCloseable {
    private final HttpClient http = HttpClient.newHttpClient();
    private final AtomicInteger requests = new AtomicInteger();
    private final TestRelay relay;
    private final SecretKey key;

    Admin(TestRelay relay, SecretKey key) {
        this.relay = relay;
        this.key = key;
    }

    /** Calls a method with parameters as JSON, and gives its result. */
    JsonNode call(String method, String... params) {
        HttpResponse<String> answer = rpc(body(method, params));
        JsonNode document = RawClient.JSON.readTree(answer.body());
        if (answer.statusCode() != 200 || !document.has("result")) {
            throw new AssertionError(answer.statusCode() + " " + answer.body());
        }
        return document.get("result");
    }

    HttpResponse<String> rpc(String body) {
        return rpc(body, signed("/", "POST", body));
    }

    HttpResponse<String> rpc(String body, @Nullable String authorization) {
        return send("POST", "/", "application/nostr+json+rpc", body, authorization);
    }

    HttpResponse<String> patch(String body) {
        return send(
                "PATCH",
                "/api/settings",
                "application/json",
                body,
                signed("/api/settings", "PATCH", body));
    }

    private String signed(String path, String method, String body) {
        return signed(url(), path, method, body);
    }

    /** Another event each time, however soon. */
    String signed(String url, String path, String method, String body) {
        EventTemplate plain = Nip98.template(url + path, method, body.getBytes(UTF_8));
        Tags tags = plain.tags().plus(Tag.of("n", "" + requests.incrementAndGet()));
        return Nip98.header(new EventTemplate(plain.kind(), tags, "", plain.createdAt()).sign(key));
    }

    HttpResponse<String> send(
            String method, String path, String type, String body, @Nullable String authorization) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(url() + path))
                        .header("Content-Type", type)
                        .method(method, HttpRequest.BodyPublishers.ofString(body));
        if (authorization != null) {
            request.header("Authorization", authorization);
        }
        try {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    static String body(String method, String... params) {
        return "{\"method\":\"%s\",\"params\":[%s]}".formatted(method, String.join(",", params));
    }

    String url() {
        return "http://127.0.0.1:" + relay.port();
    }

    @Override
    public void close() {
        http.close();
    }
}
