package dev.pylon.relayclient;

import static dev.pylon.relayclient.Quick.NOTES;
import static dev.pylon.relayclient.Quick.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pylon.nostr.event.Event;
import dev.pylon.nostr.key.SecretKey;
import dev.pylon.nostr.message.ClientMessage.Authenticate;
import dev.pylon.nostr.message.ClientMessage.Publish;
import dev.pylon.nostr.message.ClientMessage.Subscribe;
import dev.pylon.nostr.message.RelayMessage;
import dev.pylon.relayclient.PublishOutcome.Accepted;
import dev.pylon.relayclient.PublishOutcome.Refused;
import dev.pylon.relayclient.testing.RelayClient;
import dev.pylon.relayclient.testing.ScriptedRelay;
import dev.pylon.relayclient.testing.TestEvents;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.test.StepVerifier;

class AuthenticationTest {
    private final SecretKey key = SecretKey.generate();
    @AutoClose private final ScriptedRelay relay = ScriptedRelay.start().requireAuth();
    @AutoClose private RelayPool pool = RelayPool.open(RelayPoolSettings.of());
    private final Event note = TestEvents.note("hello");

    @BeforeEach
    void open() {
        pool.close();
        pool = RelayPool.open(Quick.settings(relay).identity(key).build());
    }

    @Test
    void a_challenge_is_answered_with_our_key_and_the_relays_address() {
        await().atMost(SOON)
                .until(() -> Quick.statusOf(pool, relay).state() == RelayState.AUTHENTICATED);

        Event answer = relay.heard(Authenticate.class).getFirst().event();
        assertThat(answer.pubkey()).isEqualTo(key.publicKey());
        assertThat(answer.kind()).isEqualTo(22242);
        assertThat(answer.tags().firstValue("relay")).contains(relay.url().value());
    }

    @Test
    void what_is_published_before_authentication_is_published_after_it() {
        assertThat(Quick.publish(pool, note)).isEqualTo(new Accepted(relay.url(), ""));
    }

    @Test
    void what_is_subscribed_before_authentication_is_repeated_after_it() {
        LiveSubscription notes = pool.subscribe(Subscription.to(NOTES));

        assertThat(notes.live(1).block(SOON)).containsExactly(relay.url());
        relay.accept(note);

        StepVerifier.create(notes.events()).expectNext(note).thenCancel().verify(SOON);
    }

    @Test
    void a_subscription_is_repeated_after_authentication_though_the_relay_never_closed_it() {
        relay.script((client, message) ->
                message instanceof Subscribe && !client.isAuthenticated()); // swallowed
        LiveSubscription notes = pool.subscribe(Subscription.to(NOTES));

        assertThat(notes.live(1).block(SOON)).containsExactly(relay.url());
        await().atMost(SOON).until(() -> !anySubscription().isEmpty());
    }

    private Set<String> anySubscription() {
        return relay.clients().iterator().next().subscriptions().keySet();
    }

    @Test
    void a_relay_may_challenge_only_when_it_refuses() {
        try (ScriptedRelay late = ScriptedRelay.start().requireAuthWithoutChallenge()) {
            late.script((client, message) -> {
                boolean refused = !client.isAuthenticated() && !(message instanceof Authenticate);
                if (refused) {
                    client.handle(message);
                    client.challenge();
                }
                return refused;
            });
            pool.add(late.url());
            LiveSubscription notes = pool.subscribe(Subscription.to(NOTES).at(Set.of(late.url())));

            assertThat(notes.live(1).block(SOON)).containsExactly(late.url());
            assertThat(pool.publish(note, List.of(late.url()), SOON).blockFirst(SOON))
                    .isEqualTo(new Accepted(late.url(), ""));
            StepVerifier.create(notes.events()).expectNext(note).thenCancel().verify(SOON);
        }
    }

    @Test
    void a_relay_may_challenge_again_in_mid_session() {
        await().atMost(SOON)
                .until(() -> relay.clients().stream().anyMatch(RelayClient::isAuthenticated));
        relay.clients().forEach(RelayClient::challenge);
        relay.clients().forEach(RelayClient::challenge);

        await().atMost(SOON).until(() -> relay.heard(Authenticate.class).size() >= 2);
        assertThat(Quick.publish(pool, note).isAccepted()).isTrue();
    }

    @Test
    void a_flood_of_challenges_gets_one_answer_at_a_time() {
        relay.on(Authenticate.class, (client, auth) -> true); // no OK
        await().until(() -> !relay.clients().isEmpty());
        for (int i = 0; i < 1000; i++) {
            relay.clients().forEach(RelayClient::challenge);
        }

        await().during(Duration.ofMillis(300))
                .atMost(SOON)
                .until(() -> relay.heard(Authenticate.class).size() <= 2);
    }

    @Test
    void an_ok_to_authentication_that_comes_late_still_counts() {
        relay.on(
                Authenticate.class,
                (client, auth) -> {
                    client.later(Duration.ofMillis(800), () -> client.handle(auth));
                    return true;
                });

        assertThat(Quick.publish(pool, note)).isEqualTo(new Accepted(relay.url(), ""));
        assertThat(Quick.statusOf(pool, relay).state()).isEqualTo(RelayState.AUTHENTICATED);
    }

    @Test
    void a_relay_that_takes_authentication_without_saying_ok_is_used_all_the_same() {
        relay.on(
                Authenticate.class,
                (client, auth) -> {
                    client.muted(() -> client.handle(auth));
                    return true;
                });

        assertThat(Quick.publish(pool, note)).isEqualTo(new Accepted(relay.url(), ""));
    }

    @Test
    void when_authentication_is_refused_so_is_all_that_needs_it_in_the_relays_words() {
        relay.on(
                Authenticate.class,
                (client, auth) -> {
                    client.ok(auth.event(), false, "restricted: members only");
                    return true;
                });
        LiveSubscription notes = pool.subscribe(Subscription.to(NOTES));

        assertThat(Quick.publish(pool, note)).isInstanceOf(Refused.class);
        StepVerifier.create(notes.signals().ofType(SubscriptionSignal.Refused.class))
                .expectNextCount(1)
                .thenCancel()
                .verify(SOON);
        assertThat(Quick.statusOf(pool, relay).lastError())
                .isEqualTo("authentication refused: restricted: members only");
    }

    @Test
    void without_a_key_what_needs_authentication_is_refused_at_once() {
        try (RelayPool keyless = RelayPool.open(RelayPoolSettings.of(relay.url()))) {
            assertThat(Quick.publish(keyless, note))
                    .isEqualTo(new Refused(relay.url(), "auth-required: who are you?"));
            StepVerifier.create(keyless.query(List.of(NOTES), Set.of(), SOON))
                    .expectErrorSatisfies(error ->
                            assertThat(error)
                                    .isInstanceOf(NoRelayAnswered.class)
                                    .hasMessageContaining("auth-required: who are you?"))
                    .verify(SOON);
        }
    }

    @Test
    void a_query_gets_what_the_relay_shows_only_to_those_it_knows() {
        try (ScriptedRelay open = ScriptedRelay.start().challengeAtOnce()) {
            open.store(note);
            open.on(
                    Subscribe.class,
                    (client, subscribe) -> {
                        if (!client.isAuthenticated()) {
                            client.later(
                                    Duration.ofMillis(100),
                                    () ->
                                            client.send(
                                                    new RelayMessage.EndOfStored(
                                                            subscribe.subscriptionId())));
                        }
                        return !client.isAuthenticated();
                    });
            pool.add(open.url());

            assertThat(Quick.all(pool.query(List.of(NOTES), Set.of(open.url()), SOON)))
                    .containsExactly(note);
            assertThat(open.heard(Subscribe.class)).hasSize(2);
        }
    }

    @Test
    void a_relay_that_forgets_our_authentication_is_asked_a_few_times_with_pauses() {
        relay.on(
                Subscribe.class,
                (client, subscribe) -> {
                    client.send(
                            new RelayMessage.Closed(
                                    subscribe.subscriptionId(), "auth-required: again"));
                    return true;
                });
        LiveSubscription notes = pool.subscribe(Subscription.to(NOTES));
        await().atMost(SOON).until(() -> relay.heard(Subscribe.class).size() >= 4);

        relay.forgetScripts();

        assertThat(notes.live(1).block(SOON)).containsExactly(relay.url());
    }

    @Test
    void all_is_authenticated_and_repeated_again_after_a_reconnect() {
        LiveSubscription notes = pool.subscribe(Subscription.to(NOTES));
        notes.live(1).block(SOON);

        relay.cutAll();
        Event later = TestEvents.note("later");
        assertThat(Quick.publish(pool, later).isAccepted()).isTrue();

        StepVerifier.create(notes.events()).expectNext(later).thenCancel().verify(SOON);
        assertThat(relay.heard(Authenticate.class)).hasSize(2);
        assertThat(relay.heard(Publish.class)).isNotEmpty();
    }
}
