package dev.pylon.relay;

import dev.pylon.kit.app.ServiceApp;
import dev.pylon.postgres.junit.TestDatabase;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.context.ConfigurableApplicationContext;

/** A relay on a port of its own, as it is in production but for its settings. */
final class TestRelay implements AutoCloseable {
    private final ConfigurableApplicationContext context;
    private final TestDatabase database;

    private TestRelay(ConfigurableApplicationContext context, TestDatabase database) {
        this.context = context;
        this.database = database;
    }

    /** With a fresh database. */
    static TestRelay start(String... settings) {
        return start(TestDatabase.fresh(), settings);
    }

    static TestRelay start(TestDatabase database, String... settings) {
        List<String> arguments = new ArrayList<>(List.of(database.arguments()));
        if (Stream.of(settings).noneMatch(setting -> setting.startsWith("--server.port="))) {
            arguments.add("--server.port=0");
        }
        arguments.add("--spring.r2dbc.pool.max-size=10");
        for (String setting : settings) {
            arguments.add(setting.startsWith("--") ? setting : "--pylon.relay." + setting);
        }
        return new TestRelay(
                ServiceApp.run(
                        RelayServiceApplication.class,
                        RelayServiceApplication.NAME,
                        arguments.toArray(String[]::new)),
                database);
    }

    /** One that lets everybody in, for tests of other things. */
    static TestRelay startOpen(String... settings) {
        List<String> all = new ArrayList<>(List.of(settings));
        all.add("auth.read=false");
        all.add("auth.write=false");
        return start(all.toArray(String[]::new));
    }

    int port() {
        return Integer.parseInt(context.getEnvironment().getRequiredProperty("local.server.port"));
    }

    String url() {
        return "ws://127.0.0.1:" + port();
    }

    TestDatabase database() {
        return database;
    }

    <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    RawClient connect() {
        return RawClient.connect(url());
    }

    HttpResponse<String> get(String path, String accept) {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path))
                            .header("Accept", accept)
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    double metric(String line) {
        return get("/metrics", "text/plain")
                .body()
                .lines()
                .filter(l -> l.startsWith(line))
                .mapToDouble(l -> Double.parseDouble(l.substring(l.lastIndexOf(' ') + 1)))
                .sum();
    }

    @Override
    public void close() {
        context.close();
    }
}
