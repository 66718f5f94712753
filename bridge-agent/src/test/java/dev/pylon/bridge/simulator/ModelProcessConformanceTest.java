package dev.pylon.bridge.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What every model process must do, whoever wrote it. Runs against the simulator; against another,
 * whose model must be available, with {@code -Dpylon.bridge.conformance.url=http://127.0.0.1:11435}
 * (and {@code -Dpylon.bridge.conformance.nonce=…} if it was started with one).
 */
class ModelProcessConformanceTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static String url = "";
    private static String nonce = "";
    private static @Nullable HttpServer simulator;

    @BeforeAll
    static void start() throws IOException {
        String given = System.getProperty("pylon.bridge.conformance.url", "");
        if (given.isEmpty()) {
            nonce = "c0ffee";
            simulator =
                    Simulator.serve(
                            0,
                            Map.of(
                                    "PYLON_BRIDGE_NONCE",
                                    nonce,
                                    "PYLON_SIMULATOR_WORD_DELAY_MS",
                                    "1"));
            url = "http://127.0.0.1:" + simulator.getAddress().getPort();
        } else {
            nonce = System.getProperty("pylon.bridge.conformance.nonce", "");
            url = given.replaceFirst("/$", "");
        }
    }

    @AfterAll
    static void stop() {
        if (simulator != null) {
            simulator.stop(0);
        }
    }

    @Test
    void healthSaysAllThatTheAgentAsksFor() throws Exception {
        HttpResponse<String> answer = get("/health");

        JsonNode health = json(answer, 200);
        assertThat(health.path("status").asString()).isEqualTo("ok");
        assertThat(health.path("model_available").isBoolean()).isTrue();
        assertThat(health.path("model_available").booleanValue()).isTrue();
        assertThat(health.path("version").asString()).isNotBlank();
        assertThat(health.path("platform").asString()).isNotBlank();
        assertThat(health.has("unavailable_reason")).isFalse();
        assertThat(answer.headers().firstValue("X-Pylon-Bridge-Nonce").orElse("")).isEqualTo(nonce);
    }

    @Test
    void modelsAreListedAsOpenAiDoes() throws Exception {
        JsonNode models = json(get("/v1/models"), 200);

        assertThat(models.path("object").asString()).isEqualTo("list");
        assertThat(models.path("data").size()).isPositive();
        models.path("data")
                .forEach(model -> {
                    assertThat(model.path("id").asString()).isNotBlank();
                    assertThat(model.path("object").asString()).isEqualTo("model");
                    assertThat(model.path("owned_by").asString()).isNotBlank();
                });
    }

    @Test
    void anAnswerComesWhole() throws Exception {
        JsonNode answer = json(complete(request("Say hello in one short sentence.", "")), 200);

        assertThat(answer.path("object").asString()).isEqualTo("chat.completion");
        assertThat(answer.path("id").asString()).isNotBlank();
        assertThat(answer.path("created").isIntegralNumber()).isTrue();
        assertThat(answer.path("model").asString()).isEqualTo(model());
        JsonNode choice = answer.path("choices").path(0);
        assertThat(choice.path("index").asInt(-1)).isZero();
        assertThat(choice.path("message").path("role").asString()).isEqualTo("assistant");
        assertThat(choice.path("message").path("content").asString()).isNotBlank();
        assertThat(choice.path("finish_reason").asString()).isEqualTo("stop");
    }

    @Test
    void anAnswerComesInPiecesThatEndWithDone() throws Exception {
        HttpResponse<String> answer =
                complete(request("Say hello in one short sentence.", ",\"stream\":true"));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("content-type").orElse(""))
                .startsWith("text/event-stream");
        List<String> events = events(answer.body());
        assertThat(events.getLast()).isEqualTo("[DONE]");
        StringBuilder text = new StringBuilder();
        List<String> finishes = new java.util.ArrayList<>();
        for (String event : events.subList(0, events.size() - 1)) {
            JsonNode chunk = JSON.readTree(event);
            assertThat(chunk.path("object").asString()).isEqualTo("chat.completion.chunk");
            assertThat(chunk.path("model").asString()).isEqualTo(model());
            JsonNode choice = chunk.path("choices").path(0);
            text.append(choice.path("delta").path("content").asString(""));
            if (choice.path("finish_reason").isString()) {
                finishes.add(choice.path("finish_reason").stringValue());
            }
        }
        assertThat(text.toString()).isNotBlank();
        assertThat(finishes).containsExactly("stop");
    }

    @Test
    void theAnswerIsNoLongerThanAskedFor() throws Exception {
        JsonNode shortOne =
                json(
                        complete(
                                request(
                                        "Write a story of five hundred words.",
                                        ",\"max_tokens\":5")),
                        200);

        assertThat(
                        shortOne.path("choices")
                                .path(0)
                                .path("message")
                                .path("content")
                                .asString()
                                .strip()
                                .split("\\s+"))
                .hasSizeLessThanOrEqualTo(10);
    }

    @Test
    void aConversationAndSettingsAreTaken() throws Exception {
        json(
                complete(
                        """
                        {"model":"%s","temperature":0.2,"top_p":0.9,"max_tokens":60,"seed":7,
                         "messages":[
                          {"role":"system","content":"You answer in few words."},
                          {"role":"user","content":"My name is Ada."},
                          {"role":"assistant","content":"Hello Ada."},
                          {"role":"user","content":"Greet me — with ünïcode 🌍."}]}
                        """
                                .formatted(model())),
                200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "not json",
                "[]",
                "{}",
                "{\"messages\":[]}",
                "{\"messages\":\"hello\"}",
                "{\"messages\":[{\"role\":\"user\"}]}",
                "{\"messages\":[{\"role\":\"user\",\"content\":5}]}",
                "{\"messages\":[{\"role\":\"user\",\"content\":\"x\"}],\"stream\":\"yes\"}",
                "{\"messages\":[{\"role\":\"user\",\"content\":\"x\"}],\"max_tokens\":0}",
                "{\"messages\":[{\"role\":\"user\",\"content\":\"x\"}],\"model\":\"no-such-model\"}"
            })
    void aWrongRequestIsToldSo(String body) throws Exception {
        assertError(complete(body), 400, "invalid_request");
    }

    @Test
    void anotherPathOrMethodIsAnErrorToo() throws Exception {
        assertError(get("/v1/embeddings"), 404, "invalid_request");
        assertError(get("/v1/chat/completions"), 405, "invalid_request");
    }

    @Test
    void aBodyInPiecesIsReadWhole() throws Exception {
        byte[] body = request("Say hello.", "").getBytes(StandardCharsets.UTF_8);
        URI address = URI.create(url);
        try (Socket socket = new Socket(address.getHost(), address.getPort())) {
            socket.setTcpNoDelay(true);
            OutputStream out = socket.getOutputStream();
            String head =
                    "POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
                            + "Content-Type: application/json\r\nContent-Length: "
                            + body.length
                            + "\r\n\r\n";
            for (byte[] piece : pieces(head.getBytes(StandardCharsets.US_ASCII), 10)) {
                out.write(piece);
                out.flush();
            }
            for (byte[] piece : pieces(body, 7)) {
                out.write(piece);
                out.flush();
            }
            socket.setSoTimeout((int) LIMIT.toMillis());
            String answer =
                    new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(answer).startsWith("HTTP/1.1 200").contains("chat.completion");
        }
    }

    @Test
    void aChunkedBodyIsReadWhole() throws Exception {
        byte[] body = request("Say hello.", "").getBytes(StandardCharsets.UTF_8);
        HttpRequest request =
                post(
                        HttpRequest.BodyPublishers.ofInputStream(
                                () -> new java.io.ByteArrayInputStream(body)));

        json(CLIENT.send(request, HttpResponse.BodyHandlers.ofString()), 200);
    }

    @Test
    void oneConnectionServesOneRequestAfterAnother() throws Exception {
        URI address = URI.create(url);
        try (Socket socket = new Socket(address.getHost(), address.getPort())) {
            socket.setSoTimeout((int) LIMIT.toMillis());
            for (int i = 0; i < 2; i++) {
                socket.getOutputStream()
                        .write(
                                "GET /health HTTP/1.1\r\nHost: x\r\n\r\n"
                                        .getBytes(StandardCharsets.US_ASCII));
                assertThat(untilBrace(socket.getInputStream())).startsWith("HTTP/1.1 200");
            }
        }
    }

    @Test
    void severalAreServedAtOnce() throws Exception {
        List<CompletableFuture<HttpResponse<String>>> asked =
                IntStream.range(0, 4)
                        .mapToObj(i ->
                                CLIENT.sendAsync(
                                        post(
                                                HttpRequest.BodyPublishers.ofString(
                                                        request("Say the number " + i, ""))),
                                        HttpResponse.BodyHandlers.ofString()))
                        .toList();

        for (CompletableFuture<HttpResponse<String>> answer : asked) {
            json(answer.get(), 200);
        }
    }

    @Test
    void whoGoesAwayInMidAnswerHarmsNobody() throws Exception {
        HttpResponse<InputStream> answer =
                CLIENT.send(
                        post(
                                HttpRequest.BodyPublishers.ofString(
                                        request("Write a long story.", ",\"stream\":true"))),
                        HttpResponse.BodyHandlers.ofInputStream());
        try (InputStream body = answer.body()) {
            assertThat(body.read()).isEqualTo('d');
        }

        assertThat(get("/health").statusCode()).isEqualTo(200);
        json(complete(request("Say hello.", "")), 200);
    }

    private static String model() throws Exception {
        return json(get("/v1/models"), 200).path("data").path(0).path("id").asString();
    }

    private static String request(String prompt, String more) {
        return "{\"messages\":[{\"role\":\"user\",\"content\":\"" + prompt + "\"}]" + more + "}";
    }

    private static HttpResponse<String> get(String path) throws Exception {
        return CLIENT.send(
                HttpRequest.newBuilder(URI.create(url + path)).timeout(LIMIT).build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static HttpRequest post(HttpRequest.BodyPublisher body) {
        return HttpRequest.newBuilder(URI.create(url + "/v1/chat/completions"))
                .timeout(LIMIT)
                .header("Content-Type", "application/json")
                .POST(body)
                .build();
    }

    private static HttpResponse<String> complete(String body) throws Exception {
        return CLIENT.send(
                post(HttpRequest.BodyPublishers.ofString(body)),
                HttpResponse.BodyHandlers.ofString());
    }

    private static JsonNode json(HttpResponse<String> answer, int status) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.headers().firstValue("content-type").orElse(""))
                .startsWith("application/json");
        return JSON.readTree(answer.body());
    }

    private static void assertError(HttpResponse<String> answer, int status, String code) {
        JsonNode error = json(answer, status).path("error");
        assertThat(error.path("code").asString()).isEqualTo(code);
        assertThat(error.path("type").asString()).isEqualTo(code);
        assertThat(error.path("message").asString()).isNotBlank();
    }

    private static List<String> events(String body) {
        assertThat(body).endsWith("\n\n");
        return body.lines()
                .filter(line -> !line.isEmpty())
                .peek(line -> assertThat(line).startsWith("data: "))
                .map(line -> line.substring("data: ".length()))
                .toList();
    }

    private static List<byte[]> pieces(byte[] whole, int size) {
        return IntStream.iterate(0, from -> from < whole.length, from -> from + size)
                .mapToObj(from ->
                        java.util.Arrays.copyOfRange(
                                whole, from, Math.min(whole.length, from + size)))
                .toList();
    }

    private static String untilBrace(InputStream in) throws IOException {
        StringBuilder text = new StringBuilder();
        for (int c = in.read(); c >= 0; c = in.read()) {
            text.append((char) c);
            if (c == '}') {
                break;
            }
        }
        return text.toString();
    }
}
