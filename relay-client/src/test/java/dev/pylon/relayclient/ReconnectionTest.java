package dev.pylon.relayclient;

import static dev.pylon.relayclient.Quick.NOTES;
import static dev.pylon.relayclient.Quick.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pylon.nostr.event.Event;
import dev.pylon.nostr.filter.Filter;
import dev.pylon.nostr.message.ClientMessage.Subscribe;
import dev.pylon.nostr.message.RelayMessage.EventMessage;
import dev.pylon.relayclient.testing.ScriptedRelay;
import dev.pylon.relayclient.testing.TestEvents;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import reactor.test.StepVerifier;

class ReconnectionTest {
    private static final Duration OVERLAP = Duration.ofMinutes(1);

    @AutoClose private final ScriptedRelay relay = ScriptedRelay.start();
    @AutoClose private final RelayPool pool = Quick.pool(relay);

    @Test
    void what_was_published_while_the_relay_was_away_from_us_comes_when_it_is_back() {
        Event before = TestEvents.note("before");
        Event meanwhile = TestEvents.note("meanwhile");
        Event after = TestEvents.note("after");
        LiveSubscription notes = pool.subscribe(Subscription.to(NOTES));
        Quick.get(notes.live(1));
        relay.accept(before);
        awaitEvents(1);

        relay.stop();
        relay.store(meanwhile);
        relay.restart();
        await().atMost(SOON).until(() -> relay.heard(Subscribe.class).size() == 2);
        Quick.get(notes.live(1));
        relay.accept(after);

        StepVerifier.create(notes.events())
                .expectNext(before, meanwhile, after)
                .thenCancel()
                .verify(SOON);
    }

    @Test
    void a_resumed_subscription_asks_from_the_last_event_less_the_overlap_and_without_limit() {
        Filter limited = Filter.builder().kinds(1).limit(5).build();
        Instant then = Instant.now().minusSeconds(3600);
        LiveSubscription notes = pool.subscribe(Subscription.to(limited).overlapping(OVERLAP));
        Quick.get(notes.live(1));
        relay.accept(TestEvents.at(then, "an hour old"));
        awaitEvents(1);

        assertThat(resumed(notes))
                .isEqualTo(
                        Filter.builder()
                                .kinds(1)
                                .since(then.minus(OVERLAP).getEpochSecond())
                                .build());
    }

    @Test
    void a_filters_own_since_stays_if_it_is_later() {
        long since = Instant.now().minusSeconds(10).getEpochSecond();
        Filter filter = Filter.builder().kinds(1).since(since).build();
        LiveSubscription notes = pool.subscribe(Subscription.to(filter).overlapping(OVERLAP));
        Quick.get(notes.live(1));
        relay.accept(TestEvents.note("now"));
        awaitEvents(1);

        assertThat(resumed(notes)).isEqualTo(filter);
    }

    @Test
    void where_nothing_was_seen_all_is_asked_for_again() {
        LiveSubscription notes = pool.subscribe(Subscription.to(NOTES).overlapping(OVERLAP));
        Quick.get(notes.live(1));

        assertThat(resumed(notes)).isEqualTo(NOTES);
    }

    @Test
    void who_wanted_only_what_is_new_gets_what_was_new_during_the_interruption() {
        Filter onlyNew = Filter.builder().kinds(1).limit(0).build();
        relay.store(TestEvents.at(Instant.now().minusSeconds(3600), "old"));
        LiveSubscription notes = pool.subscribe(Subscription.to(onlyNew).overlapping(OVERLAP));
        Quick.get(notes.live(1));
        Event meanwhile = TestEvents.note("meanwhile");

        relay.stop();
        relay.store(meanwhile);
        relay.restart();

        StepVerifier.create(notes.events())
                .expectNext(meanwhile)
                .expectNoEvent(Duration.ofMillis(200))
                .thenCancel()
                .verify(SOON);
    }

    @Test
    void cut_off_in_the_middle_of_the_stored_events_it_asks_for_all_of_them_again() {
        List<Event> stored = TestEvents.series(50).toList();
        stored.forEach(relay::store);
        relay.on(
                Subscribe.class,
                (client, subscribe) -> {
                    boolean cut = relay.heard(Subscribe.class).size() == 1;
                    if (cut) {
                        stored.reversed().subList(0, 20).stream()
                                .map(e -> new EventMessage(subscribe.subscriptionId(), e))
                                .forEach(client::send);
                        client.later(Duration.ofMillis(50), client::cut);
                    }
                    return cut;
                });
        LiveSubscription notes = pool.subscribe(Subscription.to(NOTES).overlapping(Duration.ZERO));

        List<Event> got = Quick.all(notes.events().take(50));

        assertThat(got).containsExactlyInAnyOrderElementsOf(stored);
        assertThat(relay.heard(Subscribe.class).get(1).filters()).containsExactly(NOTES);
    }

    @Test
    void a_half_open_connection_is_found_out_and_made_anew() {
        LiveSubscription notes = pool.subscribe(Subscription.to(NOTES));
        Quick.get(notes.live(1));
        Event meanwhile = TestEvents.note("meanwhile");

        relay.freeze();
        relay.store(meanwhile);
        await().atMost(SOON).until(() -> Quick.statusOf(pool, relay).counters().failures() > 0);
        assertThat(Quick.statusOf(pool, relay).lastError())
                .isEqualTo("nothing heard within 400 ms of a ping");
        relay.thaw();

        StepVerifier.create(notes.events()).expectNext(meanwhile).thenCancel().verify(SOON);
    }

    @Test
    void a_quiet_connection_that_answers_pings_is_kept() {
        Quick.get(pool.subscribe(Subscription.to(NOTES)).live(1));

        await().during(Duration.ofMillis(1500)).atMost(SOON).until(() -> relay.connections() == 1);
        assertThat(Quick.statusOf(pool, relay).latency()).isPositive();
    }

    @Test
    void a_server_that_accepts_and_says_nothing_is_given_up() throws Exception {
        try (var mute = new java.net.ServerSocket(0);
                RelayPool hopeful =
                        RelayPool.open(
                                Quick.settings()
                                        .relay("ws://127.0.0.1:" + mute.getLocalPort())
                                        .connectTimeout(Duration.ofMillis(200))
                                        .build())) {
            await().atMost(SOON)
                    .until(() -> hopeful.status().getFirst().counters().failures() >= 2);
            assertThat(hopeful.status().getFirst().lastError())
                    .isEqualTo("no connection within 200 ms");
        }
    }

    @Test
    void a_relay_that_hangs_up_at_once_is_tried_ever_more_seldom() {
        try (ScriptedRelay rude = ScriptedRelay.start().hangUpOn(client -> true);
                RelayPool patient =
                        RelayPool.open(
                                Quick.settings(rude)
                                        .backoff(Duration.ofMillis(50), Duration.ofSeconds(10))
                                        .build())) {
            await().pollDelay(Duration.ofMillis(1500)).until(() -> true);

            assertThat(rude.connections()).isBetween(3, 8);
            assertThat(patient.status().getFirst().lastError()).isNotEmpty();
        }
    }

    @Test
    void a_relay_of_this_machine_that_starts_late_is_found_at_once() {
        try (ScriptedRelay late = ScriptedRelay.start()) {
            late.stop();
            try (RelayPool early =
                    RelayPool.open(
                            Quick.settings(late)
                                    .backoff(Duration.ofMinutes(1), Duration.ofMinutes(1))
                                    .build())) {
                await().atMost(SOON).until(() -> early.status().getFirst().lastError() != null);

                late.restart();

                await().atMost(SOON)
                        .until(() -> early.status().getFirst().state() == RelayState.CONNECTED);
            }
        }
    }

    @Test
    void one_relays_trouble_is_not_anothers() {
        try (ScriptedRelay healthy = ScriptedRelay.start()) {
            pool.add(healthy.url());
            LiveSubscription notes = pool.subscribe(Subscription.to(NOTES));
            Quick.get(notes.live(2));
            relay.freeze();
            for (int i = 0; i < 20; i++) {
                Event note = TestEvents.note("note " + i);
                long start = System.nanoTime();
                assertThat(Quick.publish(pool, healthy, note).isAccepted()).isTrue();
                assertThat(Duration.ofNanos(System.nanoTime() - start))
                        .isLessThan(SOON.dividedBy(2));
            }
            StepVerifier.create(notes.events()).expectNextCount(20).thenCancel().verify(SOON);
        }
    }

    private Filter resumed(LiveSubscription notes) {
        relay.cutAll();
        await().atMost(SOON).until(() -> relay.heard(Subscribe.class).size() == 2);
        Subscribe again = relay.heard(Subscribe.class).get(1);
        assertThat(again.subscriptionId()).isEqualTo(notes.id());
        return again.filters().getFirst();
    }

    private void awaitEvents(long count) {
        await().atMost(SOON).until(() -> Quick.statusOf(pool, relay).counters().events() == count);
    }
}
