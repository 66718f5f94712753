package dev.pylon.provider.scene;

import dev.pylon.api.provider.BackendStatus;
import dev.pylon.api.provider.ProviderApi;
import dev.pylon.kit.app.ServiceApp;
import dev.pylon.kit.client.ServiceClients;
import dev.pylon.nostr.event.Event;
import dev.pylon.nostr.event.EventTemplate;
import dev.pylon.nostr.event.Kinds;
import dev.pylon.nostr.event.Tag;
import dev.pylon.nostr.event.Tags;
import dev.pylon.nostr.key.SecretKey;
import dev.pylon.nostr.market.Encryption;
import dev.pylon.nostr.market.FeedbackStatus;
import dev.pylon.nostr.market.JobFeedback;
import dev.pylon.nostr.market.JobFeedbacks;
import dev.pylon.nostr.market.JobInput;
import dev.pylon.nostr.market.JobRequests;
import dev.pylon.nostr.message.ClientMessage;
import dev.pylon.postgres.junit.TestDatabase;
import dev.pylon.primitives.Hashes;
import dev.pylon.primitives.Hex;
import dev.pylon.provider.ProviderServiceApplication;
import dev.pylon.relayclient.testing.ScriptedRelay;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Mono;

/** A provider-service as it is deployed, with a relay, a wallet and a model that do as told. */
public final class Scene implements AutoCloseable {

    static {
        // a condition may be late on a machine that does other things, too
        Awaitility.setDefaultTimeout(Duration.ofSeconds(30));
    }

    public static final Duration SOON = Duration.ofSeconds(20);
    public static final long PRICE = 21_000;

    public final ScriptedRelay relay = ScriptedRelay.start();
    public final ScriptedWallet wallet = new ScriptedWallet();
    public final ScriptedModel model = new ScriptedModel();
    public final TestDatabase database = TestDatabase.fresh();
    public final SecretKey provider = SecretKey.generate();
    public final SecretKey customer = SecretKey.generate();
    private final List<String> arguments = new ArrayList<>();
    private final Path folder;
    private @Nullable ConfigurableApplicationContext service;

    private Scene(String... settings) {
        try {
            folder = Files.createTempDirectory("provider-test-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        arguments.addAll(List.of(database.arguments()));
        arguments.add("--server.port=0");
        arguments.add("--pylon.api-keys-file=" + write("api-keys.yml", keys()));
        arguments.add("--pylon.identity.key-file=" + write("identity", provider.toNsec()));
        arguments.add("--pylon.relays[0]=" + relay.url());
        arguments.add("--pylon.wallet.url=" + wallet.url());
        arguments.add("--pylon.wallet.api-key-file=" + write("wallet-key", "wallet-secret"));
        arguments.add("--pylon.provider.backends.openai.model.url=" + model.url());
        arguments.add("--pylon.provider.per-buyer=1000");
        arguments.addAll(List.of(settings));
    }

    /** Not running yet. */
    public static Scene with(String... settings) {
        return new Scene(settings);
    }

    public static Scene running(String... settings) {
        return with(settings).start();
    }

    private static String keys() {
        return Stream.of("owner:jobs:read, wallet:read", "stranger:jobs:write")
                .map(key -> key.split(":", 2))
                .map(key ->
                        "- id: "
                                + key[0]
                                + "\n  sha256: "
                                + Hex.encode(
                                        Hashes.sha256(
                                                (key[0] + "-secret")
                                                        .getBytes(StandardCharsets.UTF_8)))
                                + "\n  account: "
                                + key[0]
                                + "\n  scopes: ["
                                + key[1]
                                + "]\n")
                .reduce("", String::concat);
    }

    private Path write(String name, String text) {
        try {
            return Files.writeString(folder.resolve(name), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts it, and waits until it knows its model and listens to the relay. */
    public Scene start() {
        service =
                ServiceApp.run(
                        ProviderServiceApplication.class,
                        "provider-service",
                        arguments.toArray(String[]::new));
        await(() ->
                relay.clients().stream().anyMatch(client -> !client.subscriptions().isEmpty())
                        && get(api().status()).backends().stream()
                                .anyMatch(BackendStatus::available));
        return this;
    }

    public boolean isRunning() {
        return service != null;
    }

    /** Ends it wherever it is. */
    public void stop() {
        if (service != null) {
            service.close();
            service = null;
        }
    }

    /** Ends it, lets the leases that it held run out, and starts another on the same database. */
    public void crash() {
        stop();
        leasesRunOut();
        start();
    }

    public void leasesRunOut() {
        execute(
                "update job set lease_until = now() - interval '1 second' where lease_until > now()");
        execute("update kit_outbox set lease_until = null");
        execute("delete from kit_lease");
    }

    public void reset() {
        relay.forgetScripts();
        wallet.reset();
        model.reset();
    }

    public ConfigurableApplicationContext context() {
        return Objects.requireNonNull(service);
    }

    public String url() {
        return "http://127.0.0.1:" + context().getEnvironment().getProperty("local.server.port");
    }

    public ProviderApi api() {
        return api("owner");
    }

    public ProviderApi api(String key) {
        return ServiceClients.create(ProviderApi.class, url(), key + "-secret", SOON);
    }

    /** A request that this provider can serve. */
    public Event request(Tag... more) {
        List<Tag> tags = new ArrayList<>(List.of(more));
        tags.add(Tag.of("i", "Why is the sky blue?", "text"));
        return EventTemplate.of(5050, Tags.of(tags), "").sign(SecretKey.generate());
    }

    /** Encrypted for this provider by {@link #customer}. */
    public Event encrypted(Encryption encryption) {
        return JobRequests.template(
                        5050,
                        List.of(JobInput.text("Why is the sky blue?")),
                        Map.of(),
                        Optional.empty(),
                        Optional.empty(),
                        List.of(),
                        Set.of(provider.publicKey()),
                        encryption,
                        customer)
                .sign(customer);
    }

    /** Publishes it at the relay. */
    public Event submit(Event request) {
        relay.accept(request);
        return request;
    }

    /** A request that has been quoted. */
    public Event quoted() {
        Event request = submit(request());
        quote(request);
        return request;
    }

    /** One that has been quoted and paid. */
    public Event paid() {
        Event request = quoted();
        wallet.pay(quote(request));
        return request;
    }

    /** The invoice of the one quote there is for this request. */
    public String quote(Event request) {
        await(() -> !told(request, FeedbackStatus.PAYMENT_REQUIRED).isEmpty());
        return told(request, FeedbackStatus.PAYMENT_REQUIRED).getFirst().bolt11().orElseThrow();
    }

    public List<JobFeedback> told(Event request, FeedbackStatus status) {
        return published(request)
                .filter(event -> event.kind() == Kinds.JOB_FEEDBACK)
                .map(event -> JobFeedbacks.read(event, Optional.of(customer)))
                .filter(feedback -> feedback.status() == status)
                .toList();
    }

    /** Different results; one that was sent several times is one. */
    public List<Event> results(Event request) {
        return published(request).filter(event -> event.kind() == 6050).toList();
    }

    private Stream<Event> published(Event request) {
        return relay.heard(ClientMessage.Publish.class).stream()
                .map(ClientMessage.Publish::event)
                .filter(event -> event.tags().values("e").anyMatch(request.id().hex()::equals))
                .distinct();
    }

    /** How often the relay was sent this event. */
    public long timesSent(Event event) {
        return relay.heard(ClientMessage.Publish.class).stream()
                .filter(publish -> publish.event().equals(event))
                .count();
    }

    public Event awaitResult(Event request) {
        await(() -> !results(request).isEmpty());
        return results(request).getFirst();
    }

    public JobFeedback awaitError(Event request) {
        await(() -> !told(request, FeedbackStatus.ERROR).isEmpty());
        return told(request, FeedbackStatus.ERROR).getFirst();
    }

    /** Waits until the job's row has these states. */
    public void await(Event request, String work, String money) {
        Awaitility.await()
                .atMost(SOON)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> state(request), (work + " " + money)::equals);
    }

    public static void await(Callable<Boolean> condition) {
        Awaitility.await()
                .atMost(SOON)
                .pollInterval(Duration.ofMillis(20))
                .ignoreExceptions()
                .until(condition);
    }

    /** Work and money. */
    public String state(Event request) {
        return value(
                "select work || ' ' || money from job where id = '" + request.id().hex() + "'");
    }

    /** The first column of the first row; empty if there is none. */
    public String value(String sql) {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            return rows.next() ? String.valueOf(rows.getString(1)) : "";
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    public void execute(String sql) {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection(
                database.jdbcUrl(), database.user(), database.password());
    }

    /** What Prometheus reads. */
    public String metrics() {
        return get(
                WebClient.create(url()).get().uri("/metrics").retrieve().bodyToMono(String.class));
    }

    /** The value of a metric's line that begins so; NaN if there is none. */
    public double metric(String start) {
        return metrics()
                .lines()
                .filter(line -> line.startsWith(start))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .findFirst()
                .orElse(Double.NaN);
    }

    public static <T> T get(Mono<T> mono) {
        return Objects.requireNonNull(mono.block(SOON));
    }

    @Override
    public void close() {
        stop();
        relay.close();
        wallet.close();
        model.close();
    }
}
