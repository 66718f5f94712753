package dev.pylon.relay.mirror;

import dev.pylon.nostr.key.SecretKey;
import dev.pylon.relay.policy.MirrorSettings;
import dev.pylon.relay.storage.EventStore;
import dev.pylon.relay.transfer.Adoption;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.channel.ChannelOption;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.WebsocketClientSpec;

/** Compares with every source again and again; one's trouble is never another's. */
public final class Mirrors {
    private static final Logger log = LoggerFactory.getLogger(Mirrors.class);
    private static final int CONNECTING_MS = 10_000;

    /** Relays that ask who is there are told that it is a stranger. */
    private final SecretKey key = SecretKey.generate();

    private final HttpClient client =
            HttpClient.newConnection().option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECTING_MS);
    private final List<Source> sources;
    private final EventStore store;
    private final Adoption adoption;
    private final InstantSource clock;

    private record Source(MirrorSettings.Source settings, Refused refused, MirrorMetrics metrics) {}

    public Mirrors(
            MirrorSettings settings,
            EventStore store,
            Adoption adoption,
            MeterRegistry registry,
            InstantSource clock) {
        this.store = store;
        this.adoption = adoption;
        this.clock = clock;
        sources =
                settings.sources().stream()
                        .map(source ->
                                new Source(
                                        source,
                                        new Refused(),
                                        new MirrorMetrics(registry, source.url())))
                        .toList();
    }

    /** Until cancelled. */
    public Flux<Void> following() {
        return Flux.fromIterable(sources).flatMap(this::follow, Integer.MAX_VALUE);
    }

    private Flux<Void> follow(Source source) {
        Duration every = source.settings.every();
        return Mono.defer(() -> round(source))
                .onErrorResume(error -> {
                    source.metrics.failed();
                    log.atWarn()
                            .addKeyValue("source", source.settings.url())
                            .addKeyValue("why", error.toString())
                            .log("Another relay could not be mirrored; it is tried again");
                    return Mono.empty();
                })
                .repeatWhen(ended -> ended.delayElements(every));
    }

    private Mono<Void> round(Source source) {
        return client.websocket(
                        WebsocketClientSpec.builder()
                                .maxFramePayloadLength(MirrorSession.MOST_FRAME)
                                .build())
                .uri(source.settings.url())
                .handle((in, out) ->
                        new MirrorSession(
                                        source.settings,
                                        key,
                                        store,
                                        adoption,
                                        source.refused,
                                        source.metrics,
                                        clock.instant())
                                .run(in, out))
                .then()
                .doOnSuccess(done -> source.metrics.complete());
    }
}
