package dev.pylon.bridge.process;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the process says of itself at {@code /health}. */
record Health(boolean ok, boolean modelAvailable, String version, String platform, String reason) {
    private static final int MAX_BODY = 64 * 1024;

    /** Empty if nobody answers, or not as the process would: any 2xx is not enough. */
    static Optional<Health> ask(HttpClient client, int port, Duration limit)
            throws InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/health")).build();
        // the limit holds for the body too: a process may stall in mid-answer
        CompletableFuture<HttpResponse<String>> coming =
                client.sendAsync(
                        request,
                        HttpResponse.BodyHandlers.limiting(
                                HttpResponse.BodyHandlers.ofString(), MAX_BODY));
        try {
            HttpResponse<String> answer = coming.get(limit.toNanos(), TimeUnit.NANOSECONDS);
            if (answer.statusCode() / 100 != 2) {
                return Optional.empty();
            }
            JsonNode body = JsonMapper.builder().build().readTree(answer.body());
            String status = body.path("status").asString("");
            if (!status.equals("ok") && !status.equals("degraded")) {
                return Optional.empty();
            }
            return Optional.of(
                    new Health(
                            status.equals("ok"),
                            body.path("model_available").asBoolean(false),
                            body.path("version").asString(""),
                            body.path("platform").asString(""),
                            body.path("reason").asString("the model is not available")));
        } catch (ExecutionException | TimeoutException | JacksonException notThere) {
            return Optional.empty();
        } finally {
            coming.cancel(true);
        }
    }
}
