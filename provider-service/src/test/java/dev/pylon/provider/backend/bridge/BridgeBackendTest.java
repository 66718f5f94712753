package dev.pylon.provider.backend.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pylon.api.bridge.BridgeApi;
import dev.pylon.api.bridge.BridgeLog;
import dev.pylon.api.bridge.BridgeState;
import dev.pylon.api.bridge.BridgeStatus;
import dev.pylon.api.bridge.CompletionLoad;
import dev.pylon.provider.backend.Availability;
import dev.pylon.provider.backend.ScriptedServer;
import dev.pylon.provider.backend.http.ApiKey;
import dev.pylon.provider.backend.http.ModelServer;
import dev.pylon.provider.backend.openai.OpenAiBackend;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

class BridgeBackendTest {
    private final ScriptedServer server =
            new ScriptedServer().on("GET /v1/models", ScriptedServer.recorded("openai/models"));

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void itsModelsAreOfferedOnceTheModelProcessIsReady() {
        assertThat(probe(Mono.just(status(BridgeState.READY, false, null))))
                .isEqualTo(new Availability.Available(List.of("gpt-4o-mini", "gpt-4o"), false));
    }

    @Test
    void theSimulatorIsCalledSo() {
        assertThat(probe(Mono.just(status(BridgeState.READY, true, null))))
                .isEqualTo(new Availability.Available(List.of("gpt-4o-mini", "gpt-4o"), true));
    }

    @Test
    void saysHowTheModelProcessIsAndWhy() {
        BridgeStatus degraded =
                status(BridgeState.DEGRADED, false, "Apple Intelligence is switched off");

        assertThat(probe(Mono.just(degraded)))
                .isEqualTo(
                        new Availability.Unavailable(
                                "the model process is degraded: Apple Intelligence is switched"
                                        + " off"));
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void saysThatTheAgentIsNotThere() {
        assertThat(probe(Mono.error(new IllegalStateException("refused"))))
                .isEqualTo(new Availability.Unavailable("bridge-agent can't be reached"));
    }

    private @Nullable Availability probe(Mono<BridgeStatus> status) {
        ModelServer agent =
                new ModelServer("bridge", server.url(), ApiKey.none(), ModelServer.BEARER);
        return new BridgeBackend(new Agent(status), new OpenAiBackend("bridge", agent, List.of()))
                .probe()
                .block(Duration.ofSeconds(10));
    }

    private static BridgeStatus status(
            BridgeState state, boolean simulated, @Nullable String reason) {
        return new BridgeStatus(
                state,
                state == BridgeState.READY,
                simulated,
                "apple-fm",
                List.of(),
                1L,
                11435,
                null,
                null,
                true,
                null,
                0,
                null,
                reason,
                null,
                new CompletionLoad(0, 0, 8, 0));
    }

    /** Only tells how it is; a provider asks it for nothing else here. */
    private record Agent(Mono<BridgeStatus> status) implements BridgeApi {
        @Override
        public Mono<BridgeStatus> start() {
            throw new UnsupportedOperationException();
        }

        @Override
        public Mono<BridgeStatus> stop() {
            throw new UnsupportedOperationException();
        }

        @Override
        public Mono<BridgeStatus> restart() {
            throw new UnsupportedOperationException();
        }

        @Override
        public Mono<BridgeLog> logs(@Nullable Integer lines) {
            throw new UnsupportedOperationException();
        }
    }
}
