package dev.pylon.relayclient;

import static dev.pylon.relayclient.Quick.NOTES;
import static dev.pylon.relayclient.Quick.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pylon.nostr.event.Event;
import dev.pylon.nostr.key.SecretKey;
import dev.pylon.nostr.message.ClientMessage.Subscribe;
import dev.pylon.relayclient.testing.ScriptedRelay;
import dev.pylon.relayclient.testing.TestEvents;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;

class QueryTest {
    @AutoClose private final ScriptedRelay relay = ScriptedRelay.start();
    @AutoClose private final ScriptedRelay second = ScriptedRelay.start();
    @AutoClose private final RelayPool pool = Quick.pool(relay, second);

    private Flux<Event> notes(Duration timeout) {
        return pool.query(List.of(NOTES), Set.of(), timeout);
    }

    @Test
    void what_the_relays_have_stored_comes_once_and_then_it_ends() {
        List<Event> stored = TestEvents.series(30).toList();
        stored.subList(0, 20).forEach(relay::store);
        stored.subList(10, 30).forEach(second::store);

        assertThat(Quick.all(notes(SOON))).containsExactlyInAnyOrderElementsOf(stored);
        await().atMost(SOON)
                .until(() ->
                        relay.clients().stream()
                                .allMatch(client -> client.subscriptions().isEmpty()));
    }

    @Test
    void nothing_stored_is_an_answer() {
        assertThat(Quick.all(notes(SOON))).isEmpty();
    }

    @Test
    void a_relay_that_is_not_there_is_not_waited_for() {
        pool.add(ScriptedRelay.nowhere());
        long start = System.nanoTime();

        assertThat(Quick.all(notes(SOON))).isEmpty();

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(SOON);
    }

    @Test
    void a_silent_relay_is_waited_for_until_the_time_is_up_and_the_others_answers_count() {
        Event note = TestEvents.note("hello");
        second.store(note);
        relay.freeze();

        assertThat(Quick.all(notes(Duration.ofMillis(200)))).containsExactly(note);
    }

    @Test
    void no_answer_at_all_is_not_an_empty_answer() {
        relay.on(Subscribe.class, (client, subscribe) -> true);
        second.stop();

        StepVerifier.create(notes(Duration.ofMillis(200)))
                .expectErrorSatisfies(error ->
                        assertThat(error)
                                .isInstanceOf(NoRelayAnswered.class)
                                .hasMessageContaining(relay.url().value())
                                .hasMessageContaining("no answer in time"))
                .verify(SOON);
        StepVerifier.create(pool.query(List.of(NOTES), Set.of(ScriptedRelay.nowhere()), SOON))
                .expectErrorMatches(error -> error.toString().contains("not a relay of this pool"))
                .verify(SOON);
    }

    @Test
    void a_pool_without_relays_says_so() {
        try (RelayPool empty = RelayPool.open(RelayPoolSettings.of())) {
            StepVerifier.create(empty.query(List.of(NOTES), Set.of(), SOON))
                    .expectErrorMessage("there is no relay to ask")
                    .verify(SOON);
        }
    }

    @Test
    void it_waits_for_authentication() {
        try (ScriptedRelay closed = ScriptedRelay.start().requireAuth();
                RelayPool member =
                        RelayPool.open(
                                Quick.settings(closed).identity(SecretKey.generate()).build())) {
            Event note = TestEvents.note("members only");
            closed.store(note);

            assertThat(Quick.all(member.query(List.of(NOTES), Set.of(), SOON)))
                    .containsExactly(note);
        }
    }

    @Test
    void more_queries_than_a_relay_allows_at_a_time_are_answered_one_after_the_other() {
        Event note = TestEvents.note("hello");
        relay.store(note);

        List<Event> found = Quick.all(Flux.range(0, 100).flatMap(i -> notes(SOON), 100));

        assertThat(found).hasSize(100).containsOnly(note);
    }
}
