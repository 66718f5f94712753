package dev.pylon.relayclient;

import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import java.time.Duration;
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
    private static final int MAX_CONSUMER_THREADS = 64;

    private final LoopResources loops = LoopResources.create("relay-io", IO_THREADS, true);
    private final Scheduler timer = Schedulers.newSingle("relay-timer", true);
    private final Scheduler consumers =
            Schedulers.newBoundedElastic(
                    MAX_CONSUMER_THREADS, Integer.MAX_VALUE, "relay-events", 60, true);
    private final EventVerifier verifier;
    private final RelayPoolSettings settings;
    private final HttpClient http;
    private final HttpClient guestHttp;

    Transport(RelayPoolSettings settings) {
        this.settings = settings;
        this.verifier = new EventVerifier(settings.verifiers());
        this.http =
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
        this.guestHttp = http.resolver(new GuardedResolver(settings.guests()));
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

    /** Where all code of the pool's users runs; one that blocks holds up none but itself. */
    Scheduler consumers() {
        return consumers;
    }

    void close() {
        timer.dispose();
        consumers.dispose();
        verifier.close();
        loops.disposeLater(Duration.ZERO, Duration.ofSeconds(2)).subscribe();
    }
}
