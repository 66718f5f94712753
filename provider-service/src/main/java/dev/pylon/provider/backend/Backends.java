package dev.pylon.provider.backend;

import dev.pylon.api.bridge.BridgeApi;
import dev.pylon.kit.client.ServiceClients;
import dev.pylon.provider.ProviderSettings;
import dev.pylon.provider.PylonSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** The backends of this provider and what they can do, looked at again every few seconds. */
@Component
public final class Backends implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(Backends.class);
    private static final Duration WHILE_MISSING = Duration.ofMillis(500);
    private static final Duration WHILE_THERE = Duration.ofSeconds(15);

    /** A model and the backend that has it. */
    public record Model(String name, InferenceBackend backend, boolean simulated) {}

    private final List<InferenceBackend> backends;
    private final Sinks.Many<Map<String, Availability>> changes = Sinks.many().replay().latest();
    private volatile Map<String, Availability> found = Map.of();
    private volatile Disposable looking = Disposables.disposed();

    @org.springframework.beans.factory.annotation.Autowired
    Backends(ProviderSettings settings) {
        this(configured(settings));
    }

    Backends(List<InferenceBackend> backends) {
        this.backends = List.copyOf(backends);
    }

    private static List<InferenceBackend> configured(ProviderSettings settings) {
        List<InferenceBackend> all = new ArrayList<>();
        ProviderSettings.Server bridge = settings.backends().bridge();
        if (bridge != null) {
            BridgeApi api =
                    ServiceClients.create(
                            BridgeApi.class,
                            bridge.url(),
                            () -> key(bridge),
                            Duration.ofSeconds(4));
            all.add(
                    new BridgeBackend(
                            api,
                            bridge.url(),
                            key(bridge),
                            bridge.models(),
                            settings.firstTextLimit()));
        }
        settings.backends()
                .openai()
                .forEach((name, server) ->
                        all.add(
                                new OpenAiBackend(
                                        name,
                                        server.url(),
                                        key(server),
                                        server.models(),
                                        settings.firstTextLimit())));
        return all;
    }

    private static @Nullable String key(ProviderSettings.Server server) {
        return server.apiKeyFile() == null ? null : PylonSettings.read(server.apiKeyFile());
    }

    /** The one with this name, or any if the job does not say; empty if no backend has it now. */
    public Optional<Model> find(Optional<String> wanted) {
        return models().stream()
                .filter(model -> wanted.isEmpty() || wanted.get().equals(model.name()))
                .findFirst();
    }

    public List<Model> models() {
        Map<String, Availability> now = found;
        List<Model> models = new ArrayList<>();
        for (InferenceBackend backend : backends) {
            if (now.get(backend.name()) instanceof Availability.Available available) {
                available
                        .models()
                        .forEach(name ->
                                models.add(new Model(name, backend, available.simulated())));
            }
        }
        return models;
    }

    /** By name, as last seen. */
    public Map<String, Availability> availability() {
        Map<String, Availability> all = new LinkedHashMap<>();
        backends.forEach(backend ->
                all.put(
                        backend.name(),
                        found.getOrDefault(
                                backend.name(),
                                new Availability.Unavailable("it has not been looked at yet"))));
        return all;
    }

    /** What they can do, now and whenever it changes. */
    public Flux<Map<String, Availability>> changes() {
        return changes.asFlux();
    }

    @Override
    public void start() {
        looking =
                Mono.defer(this::look)
                        .repeatWhen(rounds ->
                                rounds.concatMap(round ->
                                        Mono.delay(
                                                models().isEmpty() && !backends.isEmpty()
                                                        ? WHILE_MISSING
                                                        : WHILE_THERE)))
                        .subscribe(
                                done -> {},
                                failure ->
                                        LOG.atError()
                                                .setCause(failure)
                                                .log("backends are no longer looked at"));
    }

    @Override
    public void stop() {
        looking.dispose();
    }

    @Override
    public boolean isRunning() {
        return !looking.isDisposed();
    }

    /** Before the intake: what comes first shall find the backends known. */
    @Override
    public int getPhase() {
        return -100;
    }

    private Mono<Boolean> look() {
        return Flux.fromIterable(backends)
                .flatMap(backend -> backend.probe().map(seen -> Map.entry(backend.name(), seen)))
                .collectMap(Map.Entry::getKey, Map.Entry::getValue)
                .map(now -> {
                    if (!now.equals(found)) {
                        now.forEach(Backends::tell);
                        found = Map.copyOf(now);
                        changes.tryEmitNext(found);
                    }
                    return true;
                });
    }

    private static void tell(String name, Availability seen) {
        switch (seen) {
            case Availability.Available available ->
                    LOG.atInfo()
                            .addKeyValue("backend", name)
                            .addKeyValue("models", available.models())
                            .addKeyValue("simulated", available.simulated())
                            .log("backend available");
            case Availability.Unavailable no ->
                    LOG.atInfo()
                            .addKeyValue("backend", name)
                            .addKeyValue("reason", no.reason())
                            .log("backend not available");
        }
    }
}
