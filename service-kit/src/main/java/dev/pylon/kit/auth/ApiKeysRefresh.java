package dev.pylon.kit.auth;

import java.time.Duration;
import org.springframework.beans.factory.DisposableBean;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;

/** Looks at the file of API keys every few seconds. */
public final class ApiKeysRefresh implements DisposableBean {
    private static final Duration PERIOD = Duration.ofSeconds(5);

    private final Disposable looking;

    public ApiKeysRefresh(ApiKeys keys) {
        looking =
                Flux.interval(PERIOD, Schedulers.boundedElastic())
                        .onBackpressureDrop()
                        .subscribe(tick -> keys.refresh());
    }

    @Override
    public void destroy() {
        looking.dispose();
    }
}
