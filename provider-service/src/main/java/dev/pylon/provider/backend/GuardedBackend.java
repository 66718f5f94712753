package dev.pylon.provider.backend;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * A backend behind its guard, which gives no longer answers than the catalog allows and tells when
 * it was not there for one.
 */
final class GuardedBackend implements InferenceBackend {
    private final InferenceBackend backend;
    private final BackendGuard guard;
    private final ModelCatalog catalog;
    private final Runnable gone;

    GuardedBackend(
            InferenceBackend backend, BackendGuard guard, ModelCatalog catalog, Runnable gone) {
        this.backend = backend;
        this.guard = guard;
        this.catalog = catalog;
        this.gone = gone;
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
            return guard.guard(backend.run(most == null ? order : order.atMost(most)))
                    .doOnError(BackendFailure.class, this::lookAgainIfGone);
        });
    }

    private void lookAgainIfGone(BackendFailure failure) {
        switch (failure.kind()) {
            case UNREACHABLE, MODEL_UNAVAILABLE -> gone.run();
            case OVERLOADED, CONTEXT_TOO_LONG, REFUSED, FAILED, TIMED_OUT, CUT_OFF, GARBAGE -> {}
        }
    }
}
