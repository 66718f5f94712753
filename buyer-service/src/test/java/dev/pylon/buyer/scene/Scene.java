package dev.pylon.buyer.scene;

import dev.pylon.api.buyer.BuyerApi;
import dev.pylon.api.buyer.JobEventView;
import dev.pylon.api.buyer.JobState;
import dev.pylon.api.buyer.JobView;
import dev.pylon.api.buyer.PayJob;
import dev.pylon.api.buyer.SubmitJob;
import dev.pylon.buyer.BuyerServiceApplication;
import dev.pylon.kit.app.ServiceApp;
import dev.pylon.kit.client.ServiceClients;
import dev.pylon.nostr.event.Event;
import dev.pylon.nostr.event.Kinds;
import dev.pylon.nostr.key.SecretKey;
import dev.pylon.nostr.message.ClientMessage;
import dev.pylon.postgres.junit.TestDatabase;
import dev.pylon.primitives.Hashes;
import dev.pylon.primitives.Hex;
import dev.pylon.primitives.Msat;
import dev.pylon.relayclient.testing.ScriptedRelay;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Mono;

/** A buyer-service as it is deployed, with relays, a wallet and providers that do as told. */
public final class Scene implements AutoCloseable {

    static {
        // a condition may be late on a machine that does other things, too
        Awaitility.setDefaultTimeout(Duration.ofSeconds(30));
    }

    public static final Duration SOON = Duration.ofSeconds(20);

    public final ScriptedWallet wallet = new ScriptedWallet();
    public final TestDatabase database = TestDatabase.fresh();
    public final SecretKey buyer = SecretKey.generate();
    private final List<ScriptedRelay> relays = new ArrayList<>();
    private final List<String> arguments = new ArrayList<>();
    private final Path folder;
    private @Nullable ConfigurableApplicationContext service;

    private Scene(int relayCount, String... settings) {
        for (int i = 0; i < relayCount; i++) {
            relays.add(ScriptedRelay.start());
        }
        try {
            folder = Files.createTempDirectory("buyer-test-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        configure(settings);
    }

    /** With that many relays of its own, not running yet. */
    public static Scene with(int relays, String... settings) {
        return new Scene(relays, settings);
    }

    /** With one relay, running. */
    public static Scene running(String... settings) {
        return with(1, settings).start();
    }

    private void configure(String... settings) {
        Path keys =
                write(
                        "api-keys.yml",
                        key("alice", "alice", "jobs:read, jobs:write, wallet:pay")
                                + key("owner", "alice", "jobs:read, jobs:write, wallet:read")
                                + key("bob", "bob", "jobs:read, jobs:write, wallet:pay")
                                + key("reader", "alice", "jobs:read")
                                + key("writer", "alice", "jobs:read, jobs:write"));
        arguments.addAll(List.of(database.arguments()));
        arguments.add("--server.port=0");
        arguments.add("--pylon.api-keys-file=" + keys);
        arguments.add("--pylon.identity.key-file=" + write("identity", buyer.toNsec()));
        arguments.add("--pylon.wallet.url=" + wallet.url());
        arguments.add(
                "--pylon.buyer.wallets.alice.api-key-file=" + write("wallet-key", "wallet-secret"));
        if (Stream.of(settings).noneMatch(setting -> setting.contains("open-relays"))) {
            arguments.add("--pylon.buyer.open-relays=true");
        }
        for (int i = 0; i < relays.size(); i++) {
            arguments.add("--pylon.relays[" + i + "]=" + relays.get(i).url());
        }
        arguments.addAll(List.of(settings));
    }

    private static String key(String id, String account, String scopes) {
        return "- id: "
                + id
                + "\n  sha256: "
                + Hex.encode(Hashes.sha256((id + "-secret").getBytes(StandardCharsets.UTF_8)))
                + "\n  account: "
                + account
                + "\n  scopes: ["
                + scopes
                + "]\n";
    }

    private Path write(String name, String text) {
        try {
            return Files.writeString(folder.resolve(name), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Scene start() {
        service =
                ServiceApp.run(
                        BuyerServiceApplication.class,
                        "buyer-service",
                        arguments.toArray(String[]::new));
        return this;
    }

    /** Ends the process's context. What it had begun is not waited for. */
    public void stop() {
        if (service != null) {
            service.close();
            service = null;
        }
    }

    public void restart() {
        stop();
        start();
    }

    public ConfigurableApplicationContext context() {
        return Objects.requireNonNull(service);
    }

    public String url() {
        return "http://127.0.0.1:" + context().getEnvironment().getProperty("local.server.port");
    }

    public BuyerApi api() {
        return api("alice");
    }

    public BuyerApi api(String keyId) {
        return ServiceClients.create(BuyerApi.class, url(), keyId + "-secret", SOON);
    }

    public ScriptedRelay relay() {
        return relays.getFirst();
    }

    public List<ScriptedRelay> relays() {
        return relays;
    }

    public ScriptedProvider provider() {
        return new ScriptedProvider(wallet, relays.toArray(ScriptedRelay[]::new));
    }

    /** Relays and wallet as at the beginning; the service goes on. */
    public void reset() {
        relays.forEach(ScriptedRelay::forgetScripts);
        wallet.reset();
    }

    /** What whoever listens does with a job as it is published; once per job. */
    public void onJob(Consumer<Event> reaction) {
        List<Event> known = new ArrayList<>();
        for (ScriptedRelay relay : relays) {
            relay.on(
                    ClientMessage.Publish.class,
                    (client, publish) -> {
                        client.handle(publish);
                        Event event = publish.event();
                        boolean first;
                        synchronized (known) {
                            first = Kinds.isJobRequest(event.kind()) && !known.contains(event);
                            if (first) {
                                known.add(event);
                            }
                        }
                        if (first) {
                            reaction.accept(event);
                        }
                        return true;
                    });
        }
    }

    /** The jobs that have arrived at the first relay. */
    public List<Event> published() {
        return relay().heard(ClientMessage.Publish.class).stream()
                .map(ClientMessage.Publish::event)
                .filter(event -> Kinds.isJobRequest(event.kind()))
                .distinct()
                .toList();
    }

    public Event awaitPublished() {
        Awaitility.await().atMost(SOON).until(() -> !published().isEmpty());
        return published().getLast();
    }

    /** The job, once it is so. */
    public JobView awaitThat(String id, Predicate<JobView> condition) {
        Awaitility.await()
                .atMost(SOON)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> job(id), condition);
        return job(id);
    }

    public static SubmitJob job(@Nullable Long bidMsat, boolean autoPay, String... providers) {
        return new SubmitJob(
                "Why is the sky blue?",
                null,
                null,
                "simulated",
                null,
                null,
                bidMsat == null ? null : Msat.of(bidMsat),
                List.of(providers),
                null,
                60,
                autoPay);
    }

    public static SubmitJob job(
            long bidMsat, boolean autoPay, int timeoutSeconds, String... providers) {
        return new SubmitJob(
                "Why is the sky blue?",
                null,
                null,
                null,
                null,
                null,
                Msat.of(bidMsat),
                List.of(providers),
                null,
                timeoutSeconds,
                autoPay);
    }

    public JobView submit(SubmitJob job) {
        return get(api().submit(null, job));
    }

    public JobView job(String id) {
        return get(api().job(id));
    }

    public JobView pay(String id) {
        return get(api().pay(id, new PayJob(null)));
    }

    public JobView await(String id, JobState state) {
        Awaitility.await()
                .atMost(SOON)
                .pollInterval(Duration.ofMillis(20))
                .failFast(() -> service == null)
                .until(() -> job(id).state(), state::equals);
        return job(id);
    }

    /** All that has happened to a job that has ended. */
    public List<JobEventView> events(String id) {
        return get(api().events(id, null, null).mapNotNull(ServerSentEvent::data).collectList());
    }

    /** What has happened to a job, so many of it. */
    public List<JobEventView> events(String id, boolean follow, int count) {
        return get(
                api().events(id, null, follow)
                        .mapNotNull(ServerSentEvent::data)
                        .take(count)
                        .take(Duration.ofSeconds(3))
                        .collectList());
    }

    /** What Prometheus reads. */
    public String metrics() {
        return get(
                WebClient.create(url()).get().uri("/metrics").retrieve().bodyToMono(String.class));
    }

    public static <T> T get(Mono<T> mono) {
        return Objects.requireNonNull(mono.block(SOON));
    }

    @Override
    public void close() {
        stop();
        relays.forEach(ScriptedRelay::close);
        wallet.close();
    }
}
