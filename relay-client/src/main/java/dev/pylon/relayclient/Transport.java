package dev.pylon.relayclient;

import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.function.UnaryOperator;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.WebsocketClientSpec;
import reactor.netty.resources.ConnectionProvider;
import reactor.netty.resources.LoopResources;

/** The threads and the WebSocket client that all relays of one pool share. */
final class Transport {
    private static final int WRITE_LOW = 256 * 1024;
    private static final int WRITE_HIGH = 1024 * 1024;
    private static final int IO_THREADS = 2;
    private static final int NAME_THREADS = 4;
    private static final int MAX_NAMES_WAITING = 1000;
    private static final Duration GRACE = Duration.ofSeconds(1);

    private final LoopResources loops = LoopResources.create("relay-io", IO_THREADS, true);
    private final Scheduler timer = Schedulers.newSingle("relay-timer", true);
    private final Scheduler consumers =
            Schedulers.fromExecutorService(
                    Executors.newThreadPerTaskExecutor(
                            Thread.ofVirtual().name("relay-events-", 0).factory()));
    private final Scheduler names =
            Schedulers.newBoundedElastic(NAME_THREADS, MAX_NAMES_WAITING, "relay-names", 60, true);
    private final EventVerifier verifier;
    private final RelayPoolSettings settings;
    private final HttpClient http;
    private final HttpClient guestHttp;

    Transport(RelayPoolSettings settings, UnaryOperator<HttpClient> change) {
        this.settings = settings;
        this.verifier = new EventVerifier(settings.verifiers());
        HttpClient client =
                HttpClient.create(ConnectionProvider.newConnection())
                        .runOn(loops)
                        .option(
                                ChannelOption.CONNECT_TIMEOUT_MILLIS,
                                (int) settings.connectTimeout().toMillis())
                        .option(ChannelOption.TCP_NODELAY, true)
                        .option(ChannelOption.SO_KEEPALIVE, true)
                        .option(
                                ChannelOption.WRITE_BUFFER_WATER_MARK,
                                new WriteBufferWaterMark(WRITE_LOW, WRITE_HIGH));
        this.http = change.apply(client);
        this.guestHttp = http.resolver(new GuardedResolver(settings.guests().addresses(), names));
    }

    HttpClient.WebsocketSender webSocket(RelayUrl url, boolean guest) {
        HttpClient client = guest ? guestHttp : http;
        return client.websocket(
                        WebsocketClientSpec.builder()
                                .maxFramePayloadLength(settings.maxFrameBytes())
                                .build())
                .uri(url.uri());
    }

    RelayPoolSettings settings() {
        return settings;
    }

    EventVerifier verifier() {
        return verifier;
    }

    Scheduler timer() {
        return timer;
    }

    /**
     * Where all code of the pool's users runs: virtual threads, so one that blocks holds up no
     * other.
     */
    Scheduler consumers() {
        return consumers;
    }

    /** Completes when consumers have been told what was on its way to them. */
    Mono<Void> close() {
        timer.dispose();
        names.dispose();
        verifier.close();
        return consumers
                .disposeGracefully()
                .onErrorComplete()
                .timeout(GRACE, Mono.fromRunnable(consumers::dispose))
                .then(loops.disposeLater(Duration.ZERO, GRACE))
                .onErrorComplete();
    }
}
