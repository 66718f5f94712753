package dev.pylon.bridge.process;

import dev.pylon.api.bridge.UnavailableReason;
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
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What the process says of itself at {@code /health}.
 *
 * @param reason in the process's own words, empty if it has none
 * @param nonce repeated from its environment, empty if it repeats none
 */
record Health(
        boolean ok,
        boolean modelAvailable,
        String version,
        String platform,
        @Nullable UnavailableReason unavailable,
        String reason,
        String nonce) {
    /** The environment variable that hands the nonce to the process. */
    static final String NONCE_VARIABLE = "PYLON_BRIDGE_NONCE";

    /** The header in which its health repeats the nonce. */
    static final String NONCE_HEADER = "X-Pylon-Bridge-Nonce";

    private static final int MAX_BODY = 64 * 1024;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    boolean ready() {
        return ok && modelAvailable;
    }

    /** Why it is not ready, for people. */
    String why() {
        if (!reason.isBlank()) {
            return reason;
        }
        return unavailable == null
                ? "it says that it is degraded, and not why"
                : unavailable.sentence();
    }

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
            return answer.statusCode() / 100 == 2
                    ? read(
                            JSON.readTree(answer.body()),
                            answer.headers().firstValue(NONCE_HEADER).orElse(""))
                    : Optional.empty();
        } catch (ExecutionException | TimeoutException | JacksonException notThere) {
            return Optional.empty();
        } finally {
            coming.cancel(true);
        }
    }

    private static Optional<Health> read(JsonNode body, String nonce) {
        String status = body.path("status").asString("");
        if (!status.equals("ok") && !status.equals("degraded")) {
            return Optional.empty();
        }
        boolean available = body.path("model_available").asBoolean(false);
        return Optional.of(
                new Health(
                        status.equals("ok"),
                        available,
                        body.path("version").asString(""),
                        body.path("platform").asString(""),
                        available
                                ? null
                                : UnavailableReason.parse(
                                        body.path("unavailable_reason").asString("unknown")),
                        body.path("reason").asString(""),
                        nonce));
    }
}
