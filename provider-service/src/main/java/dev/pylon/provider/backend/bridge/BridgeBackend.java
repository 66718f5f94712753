package dev.pylon.provider.backend.bridge;

import dev.pylon.api.bridge.BridgeApi;
import dev.pylon.api.bridge.BridgeState;
import dev.pylon.api.bridge.BridgeStatus;
import dev.pylon.provider.backend.Availability;
import dev.pylon.provider.backend.Chunk;
import dev.pylon.provider.backend.InferenceBackend;
import dev.pylon.provider.backend.WorkOrder;
import dev.pylon.provider.backend.openai.OpenAiBackend;
import java.time.Duration;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Apple's on-device model behind bridge-agent, or the simulator that stands in for it and is called
 * so.
 */
final class BridgeBackend implements InferenceBackend {
    private final BridgeApi bridge;
    private final OpenAiBackend completions;

    BridgeBackend(BridgeApi bridge, OpenAiBackend completions) {
        this.bridge = bridge;
        this.completions = completions;
    }

    @Override
    public String name() {
        return completions.name();
    }

    @Override
    public Mono<Availability> probe() {
        return bridge.status()
                .timeout(Duration.ofSeconds(4))
                .flatMap(this::probe)
                .onErrorResume(failure ->
                        Mono.just(new Availability.Unavailable("bridge-agent can't be reached")));
    }

    private Mono<Availability> probe(BridgeStatus status) {
        if (status.state() != BridgeState.READY) {
            String why = status.reason() == null ? "" : ": " + status.reason();
            return Mono.just(
                    new Availability.Unavailable(
                            "the model process is " + status.state().word() + why));
        }
        return completions
                .probe()
                .map(found ->
                        found instanceof Availability.Available available
                                ? new Availability.Available(available.models(), status.simulated())
                                : found);
    }

    @Override
    public Flux<Chunk> run(WorkOrder order) {
        return completions.run(order);
    }
}
