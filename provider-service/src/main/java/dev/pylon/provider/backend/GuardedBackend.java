package dev.pylon.provider.backend;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** A backend behind its guard, which gives no longer answers than the catalog allows. */
final class GuardedBackend implements InferenceBackend {
    private final InferenceBackend backend;
    private final BackendGuard guard;
    private final ModelCatalog catalog;

    GuardedBackend(InferenceBackend backend, BackendGuard guard, ModelCatalog catalog) {
        this.backend = backend;
        this.guard = guard;
        this.catalog = catalog;
    }

    @Override
    public String name() {
        return backend.name();
    }

    @Override
    public Mono<Availability> probe() {
        return Mono.defer(() ->
                guard.isOpen()
                        ? Mono.just(
                                new Availability.Unavailable(
                                        "it failed too often just now, and is tried again in a"
                                                + " moment"))
                        : backend.probe());
    }

    @Override
    public Flux<Chunk> run(WorkOrder order) {
        return Flux.defer(() -> {
            Integer most = catalog.terms(order.model()).maxOutputTokens();
            return guard.guard(backend.run(most == null ? order : order.atMost(most)));
        });
    }
}
