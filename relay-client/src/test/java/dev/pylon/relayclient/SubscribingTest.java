package dev.pylon.relayclient;

import static dev.pylon.relayclient.Quick.NOTES;
import static dev.pylon.relayclient.Quick.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pylon.nostr.event.Event;
import dev.pylon.nostr.filter.Filter;
import dev.pylon.nostr.message.ClientMessage.Close;
import dev.pylon.nostr.message.ClientMessage.Subscribe;
import dev.pylon.nostr.message.RelayMessage.Closed;
import dev.pylon.nostr.message.RelayMessage.EndOfStored;
import dev.pylon.relayclient.SubscriptionSignal.Live;
import dev.pylon.relayclient.SubscriptionSignal.Lost;
import dev.pylon.relayclient.SubscriptionSignal.Received;
import dev.pylon.relayclient.SubscriptionSignal.Refused;
import dev.pylon.relayclient.testing.ScriptedRelay;
import dev.pylon.relayclient.testing.TestEvents;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

class SubscribingTest {
    @AutoClose private final ScriptedRelay relay = ScriptedRelay.start();
    @AutoClose private final ScriptedRelay second = ScriptedRelay.start();
    @AutoClose private final RelayPool pool = Quick.pool(relay, second);
    private final Event note = TestEvents.note("hello");

    @Test
    void what_is_stored_comes_first_then_the_word_that_it_is_live_then_what_is_new() {
        Event stored = TestEvents.note("stored");
        relay.store(stored);
        LiveSubscription notes = pool.subscribe(Subscription.to(NOTES).at(Set.of(relay.url())));

        StepVerifier.create(notes.signals())
                .expectNext(new Received(relay.url(), stored))
                .expectNext(new Live(relay.url(), true))
                .then(() -> relay.accept(note))
                .expectNext(new Received(relay.url(), note))
                .thenCancel()
                .verify(SOON);
    }

    @Test
    void an_event_that_every_relay_delivers_is_handed_out_once() {
        LiveSubscription notes = pool.subscribe(Subscription.to(NOTES));
        Quick.get(notes.live(2));

        relay.accept(note);
        second.accept(note);
        relay.force(note);
        Event last = TestEvents.note("last");
        await().atMost(SOON).until(() -> duplicates() == 2);
        second.accept(last);

        StepVerifier.create(notes.events()).expectNext(note, last).thenCancel().verify(SOON);
    }

    private long duplicates() {
        return pool.status().stream().mapToLong(status -> status.counters().duplicates()).sum();
    }

    @Test
    void an_event_published_after_live_is_never_missed() {
        for (int i = 0; i < 50; i++) {
            Event event = TestEvents.note("note " + i);
            LiveSubscription one =
                    pool.subscribe(Subscription.to(Filter.builder().ids(event.id()).build()));
            Quick.get(one.live(1));
            assertThat(Quick.publish(pool, relay, event).isAccepted()).isTrue();
            Quick.publish(pool, second, event);

            StepVerifier.create(one.events()).expectNext(event).thenCancel().verify(SOON);
        }
    }

    @Test
    void live_waits_for_as_many_relays_as_it_is_told() {
        second.on(Subscribe.class, (client, subscribe) -> true);
        LiveSubscription notes = pool.subscribe(Subscription.to(NOTES));

        assertThat(Quick.get(notes.live(1))).containsExactly(relay.url());
        StepVerifier.create(notes.live(2).timeout(Duration.ofMillis(100)))
                .expectError(TimeoutException.class)
                .verify(SOON);
    }

    @Test
    void a_relay_that_never_ends_its_stored_events_is_presumed_live() {
        relay.on(
                Subscribe.class,
                (client, subscribe) -> {
                    client.muted(() -> client.handle(subscribe));
                    return true;
                });
        LiveSubscription notes = pool.subscribe(Subscription.to(NOTES).at(Set.of(relay.url())));

        StepVerifier.create(notes.signals())
                .expectNext(new Live(relay.url(), false))
                .then(() -> relay.accept(note))
                .expectNext(new Received(relay.url(), note))
                .thenCancel()
                .verify(SOON);
    }

    @Test
    void where_reachable_does_not_wait_for_a_relay_that_is_not_there() {
        pool.add(ScriptedRelay.nowhere());
        LiveSubscription notes = pool.subscribe(Subscription.to(NOTES));

        assertThat(Quick.get(notes.liveWhereReachable()))
                .containsExactlyInAnyOrder(relay.url(), second.url());
    }

    @Test
    void a_subscription_at_chosen_relays_is_made_at_no_others() {
        LiveSubscription notes = pool.subscribe(Subscription.to(NOTES).at(Set.of(second.url())));
        Quick.get(notes.live(1));
        Quick.get(pool.subscribe(Subscription.to(NOTES)).live(2));

        assertThat(relay.heard(Subscribe.class)).hasSize(1);
        assertThat(second.heard(Subscribe.class)).hasSize(2);
    }

    @Test
    void a_chosen_relay_that_is_not_in_the_pool_is_lost_until_it_is_added() {
        try (ScriptedRelay third = ScriptedRelay.start()) {
            LiveSubscription notes = pool.subscribe(Subscription.to(NOTES).at(Set.of(third.url())));

            StepVerifier.create(notes.signals())
                    .expectNext(new Lost(third.url(), "not a relay of this pool"))
                    .then(() -> pool.add(third.url()))
                    .expectNext(new Live(third.url(), true))
                    .thenCancel()
                    .verify(SOON);
        }
    }

    @Test
    void cancelling_tells_the_relays() {
        StepVerifier.create(pool.subscribe(List.of(NOTES)))
                .then(() -> await().until(() -> relay.heard(Subscribe.class).size() == 1))
                .thenCancel()
                .verify(SOON);

        await().atMost(SOON).until(() -> relay.heard(Close.class).size() == 1);
        await().atMost(SOON).until(() -> second.heard(Close.class).size() == 1);
    }

    @Test
    void who_waits_for_a_closed_subscription_to_be_live_is_told() {
        relay.on(Subscribe.class, (client, subscribe) -> true);
        LiveSubscription notes = pool.subscribe(Subscription.to(NOTES));
        StepVerifier.create(notes.live(2))
                .then(notes::close)
                .expectError(CancellationException.class)
                .verify(SOON);
        StepVerifier.create(notes.live(2)).expectError(CancellationException.class).verify(SOON);
    }

    @Test
    void a_subscription_closed_for_the_time_being_is_asked_again() {
        relay.on(
                Subscribe.class,
                (client, subscribe) -> {
                    boolean refuse = relay.heard(Subscribe.class).size() < 3;
                    if (refuse) {
                        client.send(new Closed(subscribe.subscriptionId(), "error: busy"));
                    }
                    return refuse;
                });
        LiveSubscription notes = pool.subscribe(Subscription.to(NOTES).at(Set.of(relay.url())));

        StepVerifier.create(notes.signals())
                .expectNext(new Refused(relay.url(), "error: busy"))
                .expectNext(new Refused(relay.url(), "error: busy"))
                .expectNext(new Live(relay.url(), true))
                .thenCancel()
                .verify(SOON);
    }

    @Test
    void a_live_subscription_that_a_relay_closes_in_passing_misses_nothing() {
        LiveSubscription notes = pool.subscribe(Subscription.to(NOTES).at(Set.of(relay.url())));
        Quick.get(notes.live(1));

        relay.clients()
                .forEach(client -> {
                    client.subscriptions().clear();
                    client.send(new Closed(notes.id(), "error: shutting down"));
                });
        relay.accept(note);

        StepVerifier.create(notes.events()).expectNext(note).thenCancel().verify(SOON);
    }

    @Test
    void a_subscription_refused_for_good_is_not_asked_again_on_this_connection() {
        relay.on(
                Subscribe.class,
                (client, subscribe) -> {
                    client.send(new Closed(subscribe.subscriptionId(), "blocked: you"));
                    return true;
                });
        LiveSubscription notes = pool.subscribe(Subscription.to(NOTES).at(Set.of(relay.url())));

        StepVerifier.create(notes.signals())
                .expectNext(new Refused(relay.url(), "blocked: you"))
                .expectNoEvent(Duration.ofMillis(500))
                .then(relay::forgetScripts)
                .then(relay::cutAll)
                .expectNextMatches(Lost.class::isInstance)
                .expectNext(new Live(relay.url(), true))
                .thenCancel()
                .verify(SOON);
    }

    @Test
    void above_the_relays_limit_subscriptions_wait_for_a_free_place() {
        try (RelayPool small = RelayPool.open(Quick.settings(relay).maxSubscriptions(3).build())) {
            LiveSubscription first = small.subscribe(Subscription.to(NOTES));
            LiveSubscription another = small.subscribe(Subscription.to(NOTES));
            LiveSubscription third = small.subscribe(Subscription.to(NOTES));
            Quick.get(first.live(1));
            Quick.get(another.live(1));
            StepVerifier.create(third.live(1).timeout(Duration.ofMillis(100)))
                    .expectError(TimeoutException.class)
                    .verify(SOON);

            first.close();

            assertThat(Quick.get(third.live(1))).containsExactly(relay.url());
            assertThat(relay.clients()).anyMatch(client -> client.subscriptions().size() == 2);
            assertThat(relay.clients()).noneMatch(client -> client.subscriptions().size() > 2);
        }
    }

    @Test
    void a_search_is_the_relays_own_business() {
        Filter search = Filter.builder().kinds(1).search("greeting").build();
        LiveSubscription found = pool.subscribe(Subscription.to(search).at(Set.of(relay.url())));
        Quick.get(found.live(1));

        relay.force(note);

        StepVerifier.create(found.events()).expectNext(note).thenCancel().verify(SOON);
    }

    @Test
    void a_consumer_that_blocks_holds_up_no_other() {
        LiveSubscription slow = pool.subscribe(Subscription.to(NOTES));
        LiveSubscription quick = pool.subscribe(Subscription.to(NOTES));
        Quick.get(slow.live(2));
        Quick.get(quick.live(2));
        var blocked =
                slow.events()
                        .doOnNext(event -> Mono.never().block(SOON.multipliedBy(3)))
                        .onErrorComplete()
                        .subscribe();

        relay.accept(note);

        StepVerifier.create(quick.events()).expectNext(note).thenCancel().verify(SOON);
        blocked.dispose();
    }

    @Test
    void an_end_of_stored_that_nobody_asked_for_harms_nothing() {
        LiveSubscription notes = pool.subscribe(Subscription.to(NOTES).at(Set.of(relay.url())));
        Quick.get(notes.live(1));
        relay.sendAll(new EndOfStored("nobody"));
        relay.sendAll(new EndOfStored(notes.id()));
        relay.accept(note);

        StepVerifier.create(notes.events()).expectNext(note).thenCancel().verify(SOON);
    }

    @Test
    void stored_events_come_newest_first_and_keep_the_relays_order() {
        List<Event> stored = TestEvents.series(200).toList();
        stored.forEach(relay::store);
        LiveSubscription notes = pool.subscribe(Subscription.to(NOTES).at(Set.of(relay.url())));

        List<Event> got = Quick.all(notes.events().take(200));

        assertThat(got).isEqualTo(stored.reversed());
    }

    @Test
    void events_from_the_future_do_not_hide_what_comes_after_a_reconnect() {
        LiveSubscription notes = pool.subscribe(Subscription.to(NOTES).at(Set.of(relay.url())));
        Quick.get(notes.live(1));
        Event future = TestEvents.at(Instant.now().plusSeconds(86_400), "from tomorrow");
        relay.accept(future);
        await().atMost(SOON).until(() -> Quick.statusOf(pool, relay).counters().events() == 1);

        relay.stop();
        relay.store(note);
        relay.restart();

        StepVerifier.create(notes.events()).expectNext(future, note).thenCancel().verify(SOON);
    }
}
