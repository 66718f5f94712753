package dev.pylon.bridge.proxy;

import dev.pylon.api.bridge.BridgeApi;
import dev.pylon.api.bridge.BridgeStatus;
import dev.pylon.bridge.process.ModelProcess;
import dev.pylon.kit.auth.Callers;
import dev.pylon.kit.auth.Scope;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

@RestController
class StatusController implements BridgeApi {
    private final ModelProcess process;

    StatusController(ModelProcess process) {
        this.process = process;
    }

    @Override
    public Mono<BridgeStatus> status() {
        return Callers.require(Scope.JOBS_READ).thenReturn(process).map(ModelProcess::status);
    }
}
