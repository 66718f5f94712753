package dev.pylon.bridge.proxy;

import dev.pylon.api.bridge.BridgeApi;
import dev.pylon.api.bridge.BridgeLog;
import dev.pylon.api.bridge.BridgeStatus;
import dev.pylon.bridge.process.ModelProcess;
import dev.pylon.kit.auth.Callers;
import dev.pylon.kit.auth.Scope;
import dev.pylon.kit.problem.ProblemException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

@RestController
class BridgeController implements BridgeApi {
    private static final int LINES = 100;

    private final ModelProcess process;
    private final CompletionSlots slots;

    BridgeController(ModelProcess process, CompletionSlots slots) {
        this.process = process;
        this.slots = slots;
    }

    @Override
    public Mono<BridgeStatus> status() {
        return Callers.require(Scope.JOBS_READ).map(caller -> now());
    }

    @Override
    public Mono<BridgeStatus> start() {
        return control(process::start);
    }

    @Override
    public Mono<BridgeStatus> stop() {
        return control(process::stop);
    }

    @Override
    public Mono<BridgeStatus> restart() {
        return control(process::restart);
    }

    @Override
    public Mono<BridgeLog> logs(@Nullable Integer lines) {
        int wanted = lines == null ? LINES : lines;
        return Callers.require(Scope.ADMIN)
                .map(caller -> {
                    if (wanted < 1) {
                        throw ProblemException.badRequest(
                                "wrong-lines", "lines is at least 1. Ask for as many as you want.");
                    }
                    List<String> all = process.lastLines();
                    return new BridgeLog(all.subList(Math.max(0, all.size() - wanted), all.size()));
                });
    }

    /** To end a process takes a while, so it is done beside the event loop. */
    private Mono<BridgeStatus> control(Runnable action) {
        return Callers.require(Scope.ADMIN)
                .then(
                        Mono.fromRunnable(action)
                                .subscribeOn(Schedulers.boundedElastic())
                                .then(Mono.fromSupplier(this::now)));
    }

    private BridgeStatus now() {
        return process.status(slots.load());
    }
}
