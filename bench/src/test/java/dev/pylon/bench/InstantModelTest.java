package dev.pylon.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class InstantModelTest {
    private InstantModel model;
    private final HttpClient client = HttpClient.newHttpClient();

    @BeforeEach
    void start() throws IOException {
        model = InstantModel.start(0);
    }

    @AfterEach
    void stop() {
        model.close();
    }

    @Test
    void offersOneModel() throws Exception {
        var response = send(HttpRequest.newBuilder(URI.create(model.url() + "/v1/models")));

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).contains("\"id\":\"instant\"");
    }

    @Test
    void streamsAnAnswerAndSaysThatItIsWhole() throws Exception {
        var response =
                send(
                        HttpRequest.newBuilder(URI.create(model.url() + "/v1/chat/completions"))
                                .POST(
                                        HttpRequest.BodyPublishers.ofString(
                                                "{\"model\":\"instant\",\"stream\":true}")));

        assertThat(response.headers().firstValue("Content-Type")).contains("text/event-stream");
        assertThat(response.body().lines().filter(line -> !line.isEmpty()))
                .hasSize(3)
                .allMatch(line -> line.startsWith("data: "))
                .anyMatch(line -> line.contains("\"content\":\"Forty-two.\""))
                .anyMatch(line -> line.contains("\"finish_reason\":\"stop\""))
                .last()
                .isEqualTo("data: [DONE]");
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
}
