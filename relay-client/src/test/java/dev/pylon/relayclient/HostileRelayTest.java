package dev.pylon.relayclient;

import static dev.pylon.relayclient.Quick.NOTES;
import static dev.pylon.relayclient.Quick.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pylon.nostr.event.Event;
import dev.pylon.nostr.key.SecretKey;
import dev.pylon.nostr.message.RelayMessage.EventMessage;
import dev.pylon.nostr.message.RelayMessage.Notice;
import dev.pylon.nostr.message.RelayMessage.Ok;
import dev.pylon.relayclient.testing.ScriptedRelay;
import dev.pylon.relayclient.testing.TestEvents;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import java.util.List;
import java.util.Random;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.test.StepVerifier;

class HostileRelayTest {
    private static final int MAX_FRAME = 64 * 1024;

    @AutoClose private final ScriptedRelay relay = ScriptedRelay.start();

    @AutoClose
    private final RelayPool pool =
            RelayPool.open(Quick.settings(relay).maxFrameBytes(MAX_FRAME).build());

    private final LiveSubscription notes = pool.subscribe(Subscription.to(NOTES));
    private final Event honest = TestEvents.note("honest");

    @BeforeEach
    void live() {
        Quick.get(notes.live(1));
    }

    private void counted(ToLongFunction<RelayCounters> counter, long value) {
        await().atMost(SOON)
                .untilAsserted(() ->
                        assertThat(Quick.statusOf(pool, relay))
                                .returns(value, status -> counter.applyAsLong(status.counters())));
    }

    private void onlyTheHonestOneComes() {
        relay.accept(honest);
        StepVerifier.create(notes.events()).expectNext(honest).thenCancel().verify(SOON);
        assertThat(relay.connections()).isEqualTo(1);
    }

    @Test
    void an_event_with_a_wrong_signature_is_counted_and_dropped_and_the_true_one_still_comes() {
        relay.force(TestEvents.forged(honest));
        relay.force(TestEvents.altered(honest, "send the money elsewhere"));
        counted(RelayCounters::invalid, 2);

        onlyTheHonestOneComes();
    }

    @Test
    void an_event_known_to_be_valid_is_not_believed_when_altered() {
        relay.accept(honest);
        counted(RelayCounters::events, 1);
        relay.force(TestEvents.altered(honest, "send the money elsewhere"));
        relay.force(TestEvents.forged(honest));
        counted(RelayCounters::invalid, 2);

        StepVerifier.create(notes.events()).expectNext(honest).thenCancel().verify(SOON);
    }

    @Test
    void an_event_that_was_not_asked_for_is_counted_and_dropped() {
        relay.force(TestEvents.signed(SecretKey.generate(), 7000, "pay me"));
        relay.sendAll(new EventMessage("nobody", TestEvents.note("to nobody")));
        counted(RelayCounters::unwanted, 2);

        onlyTheHonestOneComes();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "hello",
                "{}",
                "[]",
                "[\"EVENT\"]",
                "[\"EVENT\",\"s1\",{}]",
                "[\"OK\",\"zz\",true,\"\"]",
                "[\"NEWS\",1]",
                "[\"EOSE\",",
                "null",
                "[[[[[[[[[[[[[[[[[[[[",
                "\u0000"
            })
    void garbage_is_counted_and_nothing_more(String garbage) {
        relay.sendAll(garbage);
        counted(RelayCounters::garbage, 1);

        onlyTheHonestOneComes();
    }

    @Test
    void random_bytes_and_binary_frames_are_counted_and_nothing_more() {
        Random random = new Random(7);
        for (int i = 0; i < 200; i++) {
            byte[] bytes = new byte[random.nextInt(300)];
            random.nextBytes(bytes);
            relay.clients()
                    .forEach(client ->
                            client.sendFrame(
                                    random.nextBoolean()
                                            ? new BinaryWebSocketFrame(
                                                    Unpooled.wrappedBuffer(bytes))
                                            : new TextWebSocketFrame(
                                                    Unpooled.wrappedBuffer(bytes))));
        }
        counted(RelayCounters::garbage, 200);

        onlyTheHonestOneComes();
    }

    @Test
    void answers_to_what_was_never_sent_are_counted_and_nothing_more() {
        relay.sendAll(new Ok(honest.id(), true, ""));
        relay.sendAll(new Notice("x".repeat(10_000)));
        counted(RelayCounters::lateAnswers, 1);
        counted(RelayCounters::notices, 1);

        onlyTheHonestOneComes();
    }

    @Test
    void a_message_in_fragments_is_put_together() {
        String text = new EventMessage(notes.id(), honest).toJson();
        relay.clients()
                .forEach(client -> {
                    client.sendFrame(new TextWebSocketFrame(false, 0, text.substring(0, 100)));
                    client.sendFrame(new ContinuationWebSocketFrame(true, 0, text.substring(100)));
                });

        StepVerifier.create(notes.events()).expectNext(honest).thenCancel().verify(SOON);
    }

    @Test
    void a_frame_that_is_too_large_ends_the_connection_and_a_new_one_is_made() {
        relay.sendAll("x".repeat(MAX_FRAME + 1));
        counted(RelayCounters::connections, 2);

        assertThat(Quick.statusOf(pool, relay).lastError()).contains("" + MAX_FRAME);
        Quick.get(notes.live(1));
        relay.accept(honest);
        StepVerifier.create(notes.events()).expectNext(honest).thenCancel().verify(SOON);
    }

    @Test
    void fragments_that_never_end_end_the_connection() {
        String part = "x".repeat(MAX_FRAME / 2);
        relay.clients()
                .forEach(client -> {
                    client.sendFrame(new TextWebSocketFrame(false, 0, part));
                    client.sendFrame(new ContinuationWebSocketFrame(false, 0, part));
                    client.sendFrame(new ContinuationWebSocketFrame(false, 0, part));
                });
        counted(RelayCounters::connections, 2);
    }

    @Test
    void a_relay_that_says_why_it_closes_is_quoted() {
        relay.clients()
                .forEach(client -> client.sendFrame(new CloseWebSocketFrame(1001, "moving")));
        counted(RelayCounters::connections, 2);

        assertThat(Quick.statusOf(pool, relay).lastError())
                .isEqualTo("closed by the relay: 1001 moving");
    }

    @Test
    void a_flood_of_false_events_holds_up_no_other_relay() {
        try (ScriptedRelay healthy = ScriptedRelay.start()) {
            pool.add(healthy.url());
            Quick.get(notes.live(2));
            List<Event> forged = TestEvents.series(200).map(TestEvents::forged).toList();
            for (int i = 0; i < 20; i++) {
                forged.forEach(relay::force);
            }
            healthy.accept(honest);

            StepVerifier.create(notes.events())
                    .expectNext(honest)
                    .then(() -> counted(RelayCounters::invalid, 4000))
                    .thenCancel()
                    .verify(SOON);
        }
    }
}
