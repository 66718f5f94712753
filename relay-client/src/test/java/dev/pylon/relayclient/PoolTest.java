package dev.pylon.relayclient;

import static dev.pylon.relayclient.Quick.NOTES;
import static dev.pylon.relayclient.Quick.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pylon.nostr.event.Event;
import dev.pylon.nostr.key.SecretKey;
import dev.pylon.nostr.message.ClientMessage.Close;
import dev.pylon.nostr.message.ClientMessage.Publish;
import dev.pylon.relayclient.PublishOutcome.Accepted;
import dev.pylon.relayclient.PublishOutcome.Unreachable;
import dev.pylon.relayclient.testing.ScriptedRelay;
import dev.pylon.relayclient.testing.TestEvents;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

class PoolTest {
    @AutoClose private final ScriptedRelay relay = ScriptedRelay.start();
    private final Event note = TestEvents.note("hello");

    @Test
    void a_relay_added_later_joins_the_subscriptions_made_for_all() {
        try (RelayPool pool = RelayPool.open(RelayPoolSettings.of())) {
            LiveSubscription notes = pool.subscribe(Subscription.to(NOTES));
            pool.add(relay.url());

            assertThat(Quick.get(notes.live(1))).containsExactly(relay.url());
            assertThat(pool.relays()).containsExactly(relay.url());
        }
    }

    @Test
    void a_relay_that_is_removed_is_told_goodbye_and_no_longer_waited_for() {
        try (ScriptedRelay second = ScriptedRelay.start();
                RelayPool pool = Quick.pool(relay, second)) {
            LiveSubscription notes = pool.subscribe(Subscription.to(NOTES));
            Quick.get(notes.live(2));
            second.on(Publish.class, (client, publish) -> true);

            StepVerifier.create(pool.publish(note, List.of(second.url()), SOON))
                    .then(() -> await().until(() -> second.heard(Publish.class).size() == 1))
                    .then(() -> pool.remove(second.url()))
                    .expectNext(new Unreachable(second.url(), "removed from the pool"))
                    .expectComplete()
                    .verify(SOON);
            await().atMost(SOON).until(() -> second.clients().isEmpty());
            assertThat(second.heard(Close.class)).hasSize(1);
            assertThat(pool.relays()).containsExactly(relay.url());
            assertThat(Quick.get(notes.liveWhereReachable())).containsExactly(relay.url());
        }
    }

    @Test
    void a_relay_that_was_removed_can_be_added_again() {
        try (RelayPool pool = Quick.pool(relay)) {
            LiveSubscription notes = pool.subscribe(Subscription.to(NOTES));
            Quick.get(notes.live(1));
            pool.remove(relay.url());
            pool.add(relay.url());
            Quick.get(notes.live(1));
            relay.accept(note);

            StepVerifier.create(notes.events()).expectNext(note).thenCancel().verify(SOON);
        }
    }

    @Test
    void the_status_tells_what_a_person_wants_to_know() {
        Instant before = Instant.now();
        try (ScriptedRelay closed = ScriptedRelay.start().requireAuth();
                RelayPool pool =
                        RelayPool.open(
                                Quick.settings(relay, closed)
                                        .identity(SecretKey.generate())
                                        .build())) {
            RelayUrl nowhere = ScriptedRelay.nowhere();
            pool.add(nowhere);
            await().atMost(SOON)
                    .until(() ->
                            Quick.statusOf(pool, relay).state() == RelayState.CONNECTED
                                    && Quick.statusOf(pool, closed).state()
                                            == RelayState.AUTHENTICATED);

            RelayStatus status = Quick.statusOf(pool, relay);
            assertThat(status.since()).isBetween(before, Instant.now());
            assertThat(status.lastError()).isNull();
            assertThat(status.counters().connections()).isOne();
            await().atMost(SOON)
                    .untilAsserted(() ->
                            assertThat(pool.status())
                                    .filteredOn(it -> it.relay().equals(nowhere))
                                    .singleElement()
                                    .satisfies(it ->
                                            assertThat(it.lastError())
                                                    .startsWith("cannot connect:")));
            relay.cutAll();
            await().atMost(SOON)
                    .until(() -> Quick.statusOf(pool, relay).counters().connections() == 2);
            assertThat(Quick.statusOf(pool, relay).lastError()).isNotNull();
        }
    }

    @Test
    void changes_of_status_are_told_as_they_happen() {
        try (RelayPool pool = Quick.pool(relay)) {
            Quick.get(pool.subscribe(Subscription.to(NOTES)).live(1));
            StepVerifier.create(pool.statuses().map(RelayStatus::state))
                    .expectNext(RelayState.CONNECTED)
                    .then(relay::cutAll)
                    .expectNext(RelayState.DISCONNECTED)
                    .expectNext(RelayState.CONNECTING)
                    .expectNext(RelayState.CONNECTED)
                    .then(() -> pool.remove(relay.url()))
                    .expectNext(RelayState.CLOSED)
                    .thenCancel()
                    .verify(SOON);
        }
    }

    @Test
    void closing_waits_for_what_is_being_published_and_ends_subscriptions() {
        RelayPool pool = Quick.pool(relay);
        LiveSubscription notes = pool.subscribe(Subscription.to(NOTES));
        Quick.get(notes.live(1));
        relay.on(
                Publish.class,
                (client, publish) -> {
                    client.later(Duration.ofMillis(200), () -> client.handle(publish));
                    return true;
                });

        List<Event> heard = new CopyOnWriteArrayList<>();
        AtomicBoolean ended = new AtomicBoolean();
        notes.events().doOnComplete(() -> ended.set(true)).subscribe(heard::add);
        Event last = TestEvents.note("last");
        relay.accept(last);
        await().atMost(SOON).until(() -> Quick.statusOf(pool, relay).counters().events() == 1);
        StepVerifier.create(pool.publish(note, SOON))
                .then(() -> await().until(() -> relay.heard(Publish.class).size() == 1))
                .then(pool::close)
                .expectNext(new Accepted(relay.url(), ""))
                .expectComplete()
                .verify(SOON);
        assertThat(heard).startsWith(last);
        assertThat(ended).isTrue();
        await().atMost(SOON).until(() -> relay.clients().isEmpty());
        assertThat(relay.heard(Close.class)).hasSize(1);
    }

    @Test
    void a_closed_pool_refuses_and_leaves_no_thread() {
        RelayPool pool = Quick.pool(relay);
        Quick.get(pool.subscribe(Subscription.to(NOTES)).live(1));
        pool.close();
        pool.close();
        pool.add(relay.url());

        assertThat(pool.relays()).isEmpty();
        assertThat(pool.subscribe(Subscription.to(NOTES)).isClosed()).isTrue();
        await().atMost(SOON)
                .until(() ->
                        Thread.getAllStackTraces().keySet().stream()
                                .noneMatch(t -> t.getName().startsWith("relay-")));
    }

    @Test
    void a_pool_can_be_closed_on_a_thread_that_must_not_block() {
        RelayPool pool = Quick.pool(relay);
        Quick.get(pool.subscribe(Subscription.to(NOTES)).live(1));

        Schedulers.parallel().schedule(pool::close);

        await().atMost(SOON).until(() -> relay.clients().isEmpty());
    }

    @Test
    void an_event_goes_to_a_relay_outside_the_pool_where_guests_are_allowed() {
        RelayPoolSettings open =
                RelayPoolSettings.builder()
                        .guests(new Guests(1, Duration.ofMillis(100), address -> true))
                        .build();
        try (RelayPool pool = RelayPool.open(open)) {
            assertThat(Quick.publish(pool, relay, note)).isEqualTo(new Accepted(relay.url(), ""));
            assertThat(pool.relays()).isEmpty();
            await().atMost(SOON).until(() -> relay.clients().isEmpty());
        }
    }

    @Test
    void guests_have_so_many_places_and_an_idle_one_gives_way() {
        RelayPoolSettings open =
                RelayPoolSettings.builder()
                        .guests(new Guests(1, Duration.ofMinutes(1), address -> true))
                        .build();
        try (ScriptedRelay second = ScriptedRelay.start();
                RelayPool pool = RelayPool.open(open)) {
            assertThat(Quick.publish(pool, relay, note).isAccepted()).isTrue();
            assertThat(Quick.publish(pool, second, note).isAccepted()).isTrue();
            relay.on(Publish.class, (client, publish) -> true);

            List<PublishOutcome> outcomes =
                    Quick.all(
                            pool.publish(note, List.of(relay.url()), Duration.ofMillis(500))
                                    .mergeWith(pool.publish(note, List.of(second.url()), SOON)));

            assertThat(outcomes)
                    .first()
                    .isEqualTo(
                            new Unreachable(
                                    second.url(),
                                    "not a relay of this pool, and no place for a guest"));
        }
    }

    @Test
    void a_stranger_cannot_make_us_connect_to_our_own_network() {
        int port = relay.url().uri().getPort();
        try (RelayPool pool = RelayPool.open(RelayPoolSettings.of())) {
            Set<RelayUrl> inside =
                    Set.of(
                            relay.url(),
                            RelayUrl.of("ws://localhost:" + port),
                            RelayUrl.of("ws://[::1]:" + port),
                            RelayUrl.of("ws://[::ffff:127.0.0.1]:" + port));

            List<PublishOutcome> outcomes =
                    Quick.all(pool.publish(note, inside, Duration.ofMillis(500)));

            assertThat(outcomes).hasSize(4).allMatch(Unreachable.class::isInstance);
            assertThat(outcomes)
                    .allSatisfy(outcome ->
                            assertThat(((Unreachable) outcome).why())
                                    .contains("may be connected to"));
            assertThat(relay.connections()).isZero();
        }
    }

    @Test
    void a_stranger_s_relay_is_listened_to_only_where_guests_may_be() {
        RelayPoolSettings open =
                RelayPoolSettings.builder()
                        .guests(new Guests(1, Duration.ofMinutes(1), address -> true))
                        .build();
        try (RelayPool closedDoor = RelayPool.open(RelayPoolSettings.of());
                RelayPool openDoor = RelayPool.open(open)) {
            closedDoor.addGuest(relay.url());
            openDoor.addGuest(relay.url());

            await().atMost(SOON).until(() -> relay.connections() == 1);

            await().atMost(SOON)
                    .untilAsserted(() ->
                            assertThat(closedDoor.status().getFirst().lastError())
                                    .contains("may be connected to"));
            assertThat(relay.connections()).isOne();
        }
    }
}
