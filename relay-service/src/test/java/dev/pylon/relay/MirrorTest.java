package dev.pylon.relay;

import static dev.pylon.relay.Events.event;
import static dev.pylon.relay.Events.now;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pylon.nostr.event.Event;
import dev.pylon.nostr.event.Tag;
import dev.pylon.nostr.key.SecretKey;
import dev.pylon.nostr.message.ClientMessage;
import dev.pylon.nostr.message.MessageCodec;
import dev.pylon.nostr.message.RelayMessage;
import dev.pylon.nostr.sync.Negentropy;
import dev.pylon.nostr.sync.SyncSet;
import dev.pylon.postgres.junit.FreePorts;
import dev.pylon.postgres.junit.TestDatabase;
import dev.pylon.primitives.Hex;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.websocket.WebsocketInbound;
import reactor.netty.http.websocket.WebsocketOutbound;

/** A relay that takes over what another has. */
class MirrorTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final String MIRROR = "mirror.sources[0].";
    private final SecretKey key = SecretKey.generate();
    private final String filter = "{\"authors\":[\"" + key.publicKey() + "\"]}";

    @Test
    void whatMatchesComesOverAndWhatComesLaterToo() {
        try (TestRelay source = TestRelay.startOpen("limits.max-sync-events=100");
                RawClient there = source.connect()) {
            List<String> wanted = new ArrayList<>();
            for (int i = 0; i < 330; i++) {
                Event event = event(key, 1, now() - i / 40 * 1000, "mirrored " + i);
                assertThat(there.ok(event).get(2).asBoolean()).isTrue();
                wanted.add(event.id().hex());
            }
            there.ok(event(SecretKey.generate(), 1, now(), "somebody else's"));
            try (TestRelay mirror = mirrorOf(source.url());
                    RawClient here = mirror.connect()) {
                await().atMost(LIMIT)
                        .untilAsserted(() ->
                                assertThat(here.stored("s", filter))
                                        .containsExactlyInAnyOrderElementsOf(wanted));
                assertThat(here.stored("all", "{}")).hasSize(330);

                Event later = event(key, 1, now(), "later");
                there.ok(later);
                Event deletion =
                        event(key, 5, now(), "", Tag.of("e", wanted.getFirst()), Tag.of("k", "1"));
                there.ok(deletion);
                wanted.removeFirst();
                wanted.addAll(List.of(later.id().hex(), deletion.id().hex()));
                await().atMost(LIMIT)
                        .untilAsserted(() ->
                                assertThat(here.stored("s", filter))
                                        .containsExactlyInAnyOrderElementsOf(wanted));
                assertThat(mirror.metric("relay_mirror_events_total")).isEqualTo(332);
            }
        }
    }

    @Test
    void aRelayThatAsksWhoIsThereIsTold() {
        try (TestRelay source = TestRelay.start("auth.read=true", "auth.write=false");
                RawClient there = source.connect()) {
            Event event = event(key, 1, now(), "for those who say who they are");
            there.ok(event);
            try (TestRelay mirror = mirrorOf(source.url());
                    RawClient here = mirror.connect()) {
                await().atMost(LIMIT)
                        .untilAsserted(() ->
                                assertThat(here.stored("s", filter))
                                        .containsExactly(event.id().hex()));
            }
        }
    }

    /** A relay may deal with the question after the answer to its challenge, and yet say no. */
    @Test
    void whoIsLetInBeforeTheRefusalAsksAgain() {
        Script script = new Script();
        DisposableServer source =
                HttpServer.create()
                        .host("127.0.0.1")
                        .port(0)
                        .route(routes -> routes.ws("/", script::play))
                        .bindNow();
        try (TestRelay mirror = mirrorOf("ws://127.0.0.1:" + source.port())) {
            await().atMost(LIMIT)
                    .until(() ->
                            mirror.metric("relay_mirror_rounds_total{outcome=\"complete\"") > 0);
            assertThat(script.asked).hasValueGreaterThan(1);
        } finally {
            source.disposeNow(LIMIT);
        }
    }

    /** A relay without events that refuses the first comparison once it has let the other in. */
    private static final class Script {
        private final AtomicInteger asked = new AtomicInteger();
        private final Sinks.Empty<Void> letIn = Sinks.empty();

        Publisher<Void> play(WebsocketInbound in, WebsocketOutbound out) {
            return out.sendString(
                    in.receive()
                            .asString()
                            .map(MessageCodec::readClient)
                            .flatMap(this::answer)
                            .startWith(new RelayMessage.Challenge("who?"))
                            .map(RelayMessage::toJson));
        }

        private Mono<RelayMessage> answer(ClientMessage message) {
            return switch (message) {
                case ClientMessage.Authenticate(Event proof) ->
                        Mono.<RelayMessage>just(new RelayMessage.Ok(proof.id(), true, ""))
                                .doOnTerminate(letIn::tryEmitEmpty);
                case ClientMessage.SyncOpen open when asked.getAndIncrement() == 0 ->
                        letIn.asMono()
                                .then(Mono.delay(Duration.ofMillis(50)))
                                .thenReturn(
                                        new RelayMessage.SyncError(
                                                open.subscriptionId(), "auth-required: who?"));
                case ClientMessage.SyncOpen open ->
                        Mono.just(
                                new RelayMessage.SyncMessage(
                                        open.subscriptionId(),
                                        Hex.encode(
                                                new Negentropy(SyncSet.of(List.of()), 60_000)
                                                        .answer(Hex.decode(open.hex())))));
                default -> Mono.empty();
            };
        }
    }

    @Test
    void whatIsNotWantedHereIsFetchedOnce() {
        try (TestRelay source = TestRelay.startOpen();
                RawClient there = source.connect()) {
            there.ok(event(key, 7, now(), "+"));
            there.ok(event(key, 1, now(), "wanted"));
            try (TestRelay mirror = mirrorOf(source.url(), "kinds.denied=7")) {
                await().atMost(LIMIT).until(() -> mirror.metric("relay_mirror_rounds_total") >= 3);
                assertThat(mirror.metric(events("refused"))).isEqualTo(1);
                assertThat(mirror.metric(events("stored"))).isEqualTo(1);
            }
        }
    }

    @Test
    void aRelayThatIsAwayIsMirroredWhenItIsBack() {
        int port = FreePorts.next();
        TestDatabase database = TestDatabase.fresh();
        try (TestRelay mirror = mirrorOf("ws://127.0.0.1:" + port);
                RawClient here = mirror.connect()) {
            await().atMost(LIMIT)
                    .until(() -> mirror.metric("relay_mirror_rounds_total{outcome=\"failed\"") > 0);
            Event event = event(key, 1, now(), "back again");
            try (TestRelay source =
                            TestRelay.start(
                                    database,
                                    "--server.port=" + port,
                                    "auth.read=false",
                                    "auth.write=false");
                    RawClient there = source.connect()) {
                there.ok(event);
                await().atMost(LIMIT)
                        .untilAsserted(() ->
                                assertThat(here.stored("s", filter))
                                        .containsExactly(event.id().hex()));
            }
        }
    }

    private TestRelay mirrorOf(String url, String... settings) {
        List<String> all = new ArrayList<>(List.of(settings));
        all.add(MIRROR + "url=" + url);
        all.add(MIRROR + "filter=" + filter);
        all.add(MIRROR + "every=1s");
        return TestRelay.startOpen(all.toArray(String[]::new));
    }

    private static String events(String outcome) {
        return "relay_mirror_events_total{outcome=\"" + outcome + "\"";
    }
}
