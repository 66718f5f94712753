package dev.pylon.cli.transfer;

import dev.pylon.cli.CommandFailure;
import dev.pylon.cli.ExitCode;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** A relay's administration by HTTP, with an API key. */
public final class RelayHttp implements AutoCloseable {
    private static final int OK = 200;

    private final HttpClient http =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(Duration.ofSeconds(10))
                    .build();
    private final String base;
    private final String key;

    public RelayHttp(String base, String key) {
        this.base = base.replaceFirst("/+$", "");
        this.key = key;
    }

    <T> T send(
            String path,
            HttpRequest.Builder request,
            HttpResponse.BodyHandler<T> body,
            Duration most) {
        HttpRequest whole =
                request.uri(URI.create(base + path))
                        .header("Authorization", "Bearer " + key)
                        .timeout(most)
                        .build();
        try {
            HttpResponse<T> answer = http.send(whole, body);
            if (answer.statusCode() != OK) {
                throw new CommandFailure(
                        ExitCode.FAILED,
                        base
                                + " answers "
                                + answer.statusCode()
                                + ". It must be a Pylon relay, and the key one of its API keys with"
                                + " the scope admin.");
            }
            return answer.body();
        } catch (ConnectException e) {
            throw new CommandFailure(
                    ExitCode.UNREACHABLE, base + " does not answer. Is the relay up?");
        } catch (IOException e) {
            throw new CommandFailure(
                    ExitCode.UNREACHABLE,
                    "The connection to "
                            + base
                            + " broke ("
                            + e.getMessage()
                            + "). Give the same command again, it goes on from here.");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailure(ExitCode.INTERRUPTED, "Interrupted.");
        }
    }

    @Override
    public void close() {
        http.close();
    }
}
