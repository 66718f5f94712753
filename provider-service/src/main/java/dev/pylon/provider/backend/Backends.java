package dev.pylon.provider.backend;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
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

    /** A model, the backend that has it, and what it is sold for. */
    public record Model(
            String name, InferenceBackend backend, boolean simulated, ModelTerms terms) {}

    private final List<InferenceBackend> backends;
    private final ModelCatalog catalog;
    private final Sinks.Many<List<Model>> changes = Sinks.many().replay().latest();
    private final Map<String, Availability> found = new ConcurrentHashMap<>();
    private final Sinks.Many<Boolean> gone = Sinks.many().multicast().directBestEffort();
    private final Sinks.Empty<Void> lookedAt = Sinks.empty();
    private final Disposable.Composite looking = Disposables.composite();
    private @Nullable List<Model> told;

    Backends(List<BackendSource> sources, BackendGuards guards, ModelCatalog catalog) {
        this.catalog = catalog;
        this.backends =
                sources.stream()
                        .flatMap(source -> source.backends().stream())
                        .<InferenceBackend>map(backend ->
                                new GuardedBackend(
                                        backend,
                                        guards.guard(backend.name()),
                                        catalog,
                                        () -> gone.tryEmitNext(true)))
                        .toList();
    }

    /** The one with this name, or any if the job does not say; empty if no backend has it now. */
    public Optional<Model> find(Optional<String> wanted) {
        return models().stream()
                .filter(model -> wanted.isEmpty() || wanted.get().equals(model.name()))
                .findFirst();
    }

    /** All that is offered now. */
    public List<Model> models() {
        List<Model> models = new ArrayList<>();
        for (InferenceBackend backend : backends) {
            if (found.get(backend.name()) instanceof Availability.Available available) {
                for (String name : available.models()) {
                    ModelTerms terms = catalog.terms(name);
                    if (terms.offered()) {
                        models.add(new Model(name, backend, available.simulated(), terms));
                    }
                }
            }
        }
        return models;
    }

    /** On what terms this model is sold now, whether a backend has it or not. */
    public ModelTerms terms(String model) {
        return catalog.terms(model);
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

    /** What is offered, once all backends have been looked at and whenever it changes. */
    public Flux<List<Model>> changes() {
        return changes.asFlux();
    }

    /** Ends once every backend has been looked at. */
    public Mono<Void> lookedAt() {
        return lookedAt.asMono();
    }

    @Override
    public void start() {
        looking.add(
                Mono.defer(this::look)
                        .repeatWhen(rounds ->
                                rounds.concatMap(round ->
                                        Mono.firstWithSignal(pause(), gone.asFlux().next())))
                        .subscribe(
                                done -> {},
                                failure ->
                                        LOG.atError()
                                                .setCause(failure)
                                                .log("backends are no longer looked at")));
        looking.add(catalog.changes().subscribe(changed -> tell(true)));
    }

    @Override
    public void stop() {
        looking.dispose();
    }

    @Override
    public boolean isRunning() {
        return looking.size() > 0;
    }

    /** Before the intake: what comes first shall find the backends known. */
    @Override
    public int getPhase() {
        return -100;
    }

    private Mono<?> pause() {
        return Mono.delay(models().isEmpty() && !backends.isEmpty() ? WHILE_MISSING : WHILE_THERE);
    }

    private Mono<Boolean> look() {
        return Flux.fromIterable(backends)
                .flatMap(backend -> backend.probe().doOnNext(seen -> note(backend.name(), seen)))
                .then(Mono.fromCallable(() -> tell(true)))
                .doOnNext(told -> lookedAt.tryEmitEmpty());
    }

    /** A backend that is there is told of at once, however long another keeps us waiting. */
    private void note(String name, Availability seen) {
        if (!seen.equals(found.put(name, seen))) {
            log(name, seen);
            tell(false);
        }
    }

    private synchronized boolean tell(boolean evenNothing) {
        List<Model> now = models();
        if (now.equals(told) || (now.isEmpty() && !evenNothing)) {
            return false;
        }
        told = now;
        changes.tryEmitNext(now);
        return true;
    }

    private static void log(String name, Availability seen) {
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
