package dev.pylon.relayclient;

import static dev.pylon.relayclient.Quick.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pylon.nostr.event.Event;
import dev.pylon.nostr.message.ClientMessage.Publish;
import dev.pylon.relayclient.PublishOutcome.Accepted;
import dev.pylon.relayclient.PublishOutcome.Refused;
import dev.pylon.relayclient.PublishOutcome.Unreachable;
import dev.pylon.relayclient.testing.ScriptedRelay;
import dev.pylon.relayclient.testing.TestEvents;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.test.StepVerifier;

class PublishingTest {
    @AutoClose private final ScriptedRelay relay = ScriptedRelay.start();
    @AutoClose private final RelayPool pool = Quick.pool(relay);
    private final Event note = TestEvents.note("hello");

    private PublishOutcome publish(Duration deadline) {
        return Quick.get(pool.publish(note, deadline).single());
    }

    @Test
    void a_relay_that_says_ok_has_accepted() {
        assertThat(publish(SOON)).isEqualTo(new Accepted(relay.url(), ""));
        assertThat(relay.has(note)).isTrue();
    }

    @Test
    void a_duplicate_counts_as_accepted_even_if_the_relay_says_no() {
        relay.on(
                Publish.class,
                (client, publish) -> {
                    client.ok(publish.event(), false, "duplicate: have it");
                    return true;
                });

        assertThat(publish(SOON)).isEqualTo(new Accepted(relay.url(), "duplicate: have it"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "blocked: go away",
                "invalid: too old",
                "pow: 20 bits",
                "mute: no",
                "no!",
                ""
            })
    void a_refusal_is_final_and_in_the_relays_own_words(String words) {
        relay.on(
                Publish.class,
                (client, publish) -> {
                    client.ok(publish.event(), false, words);
                    return true;
                });

        assertThat(publish(SOON)).isEqualTo(new Refused(relay.url(), words));
        assertThat(relay.heard(Publish.class)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"rate-limited: slow down", "error: database is away"})
    void what_is_refused_for_the_time_being_is_sent_again(String words) {
        AtomicInteger refusals = new AtomicInteger(3);
        relay.on(
                Publish.class,
                (client, publish) -> {
                    boolean refused = refusals.getAndDecrement() > 0;
                    if (refused) {
                        client.ok(publish.event(), false, words);
                    }
                    return refused;
                });

        assertThat(publish(SOON)).isEqualTo(new Accepted(relay.url(), ""));
        assertThat(relay.heard(Publish.class)).hasSize(4);
    }

    @Test
    void what_is_still_refused_at_the_deadline_is_refused_in_the_last_words() {
        relay.on(
                Publish.class,
                (client, publish) -> {
                    client.ok(publish.event(), false, "rate-limited: slow down");
                    return true;
                });

        assertThat(publish(Duration.ofMillis(300)))
                .isEqualTo(new Refused(relay.url(), "rate-limited: slow down"));
    }

    @Test
    void an_ok_that_is_late_but_in_time_counts_and_costs_no_second_sending() {
        relay.on(
                Publish.class,
                (client, publish) -> {
                    client.later(Duration.ofMillis(250), () -> client.handle(publish));
                    return true;
                });

        assertThat(publish(SOON)).isEqualTo(new Accepted(relay.url(), ""));
        assertThat(relay.heard(Publish.class)).hasSize(1);
    }

    @Test
    void an_ok_after_the_deadline_is_counted_and_harms_nothing() {
        relay.on(
                Publish.class,
                (client, publish) -> {
                    client.later(Duration.ofMillis(200), () -> client.handle(publish));
                    return true;
                });

        assertThat(publish(Duration.ofMillis(100)))
                .isEqualTo(new Unreachable(relay.url(), "no OK within 100 ms"));
        await().atMost(SOON).until(() -> Quick.statusOf(pool, relay).counters().lateAnswers() == 1);

        relay.forgetScripts();
        assertThat(publish(SOON)).isEqualTo(new Accepted(relay.url(), "duplicate: have it"));
    }

    @Test
    void an_event_whose_ok_stays_out_is_sent_again() {
        AtomicInteger lost = new AtomicInteger(1);
        relay.on(Publish.class, (client, publish) -> lost.getAndDecrement() > 0);

        assertThat(publish(SOON)).isEqualTo(new Accepted(relay.url(), ""));
        assertThat(relay.heard(Publish.class)).hasSize(2);
    }

    @Test
    void an_event_lost_with_its_connection_is_sent_again_on_the_next() {
        AtomicInteger lost = new AtomicInteger(2);
        relay.on(
                Publish.class,
                (client, publish) -> {
                    boolean cut = lost.getAndDecrement() > 0;
                    if (cut) {
                        client.cut();
                    }
                    return cut;
                });

        assertThat(publish(SOON)).isEqualTo(new Accepted(relay.url(), ""));
        assertThat(relay.connections()).isEqualTo(3);
    }

    @Test
    void an_event_waits_for_a_relay_that_is_away() {
        relay.stop();
        StepVerifier.create(pool.publish(note, SOON))
                .then(() -> await().pollDelay(Duration.ofMillis(150)).until(() -> true))
                .then(relay::restart)
                .expectNext(new Accepted(relay.url(), ""))
                .expectComplete()
                .verify(SOON);
    }

    @Test
    void a_relay_that_is_not_there_is_unreachable_and_the_outcome_says_why() {
        RelayUrl nowhere = ScriptedRelay.nowhere();
        pool.add(nowhere);

        PublishOutcome outcome =
                pool.publish(note, List.of(nowhere), Duration.ofMillis(300)).blockFirst(SOON);

        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Unreachable.class,
                        it ->
                                assertThat(it.why())
                                        .startsWith(
                                                "not connected: cannot connect: Connection refused"));
    }

    @Test
    void each_relay_has_its_own_outcome_as_soon_as_it_is_known() {
        try (ScriptedRelay slow = ScriptedRelay.start();
                ScriptedRelay hostile = ScriptedRelay.start()) {
            RelayUrl nowhere = ScriptedRelay.nowhere();
            slow.on(Publish.class, (client, publish) -> true);
            hostile.on(
                    Publish.class,
                    (client, publish) -> {
                        client.ok(publish.event(), false, "blocked: you");
                        return true;
                    });
            List.of(slow.url(), hostile.url(), nowhere).forEach(pool::add);

            List<PublishOutcome> outcomes = Quick.all(pool.publish(note, Duration.ofMillis(700)));

            assertThat(outcomes)
                    .hasSize(4)
                    .contains(
                            new Accepted(relay.url(), ""),
                            new Refused(hostile.url(), "blocked: you"),
                            new Unreachable(slow.url(), "no OK within 700 ms"))
                    .last()
                    .isInstanceOf(Unreachable.class);
            assertThat(outcomes.subList(0, 2)).noneMatch(Unreachable.class::isInstance);
        }
    }

    @Test
    void two_callers_who_publish_the_same_event_send_it_once() {
        relay.on(
                Publish.class,
                (client, publish) -> {
                    client.later(Duration.ofMillis(100), () -> client.handle(publish));
                    return true;
                });

        StepVerifier.create(pool.publish(note, SOON).mergeWith(pool.publish(note, SOON)))
                .expectNextCount(2)
                .expectComplete()
                .verify(SOON);
        assertThat(relay.heard(Publish.class)).hasSize(1);
    }

    @Test
    void a_caller_who_goes_away_leaves_nothing_behind() {
        relay.on(Publish.class, (client, publish) -> true);

        StepVerifier.create(pool.publish(note, SOON))
                .thenAwait(Duration.ofMillis(100))
                .thenCancel()
                .verify(SOON);

        assertThat(pool.shutdown(SOON).then().block(Duration.ofSeconds(2))).isNull();
    }

    @Test
    void many_events_at_once_are_all_accepted_though_the_connection_is_slow_to_take_them() {
        List<Event> notes = TestEvents.series(500).toList();

        long accepted =
                Quick.get(
                        notes.stream()
                                .map(event -> pool.publish(event, Duration.ofSeconds(20)))
                                .reduce((a, b) -> a.mergeWith(b))
                                .orElseThrow()
                                .filter(PublishOutcome::isAccepted)
                                .count());

        assertThat(accepted).isEqualTo(500);
    }

    @Test
    void no_more_than_so_many_may_wait() {
        relay.on(Publish.class, (client, publish) -> true);
        try (RelayPool small = RelayPool.open(Quick.settings(relay).maxPublications(1).build())) {
            Duration deadline = Duration.ofMillis(300);
            List<PublishOutcome> outcomes =
                    small.publish(note, deadline)
                            .mergeWith(small.publish(TestEvents.note("two"), deadline))
                            .collectList()
                            .block(SOON);

            assertThat(outcomes)
                    .first()
                    .isEqualTo(new Unreachable(relay.url(), "1 publications wait there already"));
        }
    }
}
