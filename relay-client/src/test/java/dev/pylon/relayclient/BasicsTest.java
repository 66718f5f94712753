package dev.pylon.relayclient;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pylon.nostr.event.Event;
import dev.pylon.nostr.filter.Filter;
import dev.pylon.relayclient.testing.ScriptedRelay;
import dev.pylon.relayclient.testing.TestEvents;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import reactor.test.StepVerifier;

class BasicsTest {
    private static final Duration SOON = Duration.ofSeconds(5);
    private static final Filter NOTES = Filter.builder().kinds(1).build();

    @Test
    void what_one_publishes_the_other_hears() {
        try (ScriptedRelay relay = ScriptedRelay.start();
                RelayPool buyer = RelayPool.open(RelayPoolSettings.of(relay.url()));
                RelayPool seller = RelayPool.open(RelayPoolSettings.of(relay.url()))) {
            Event note = TestEvents.note("hello");
            LiveSubscription heard = seller.subscribe(Subscription.to(NOTES));

            assertThat(heard.live(1).block(SOON)).containsExactly(relay.url());
            StepVerifier.create(buyer.publish(note, SOON))
                    .expectNext(new PublishOutcome.Accepted(relay.url(), ""))
                    .expectComplete()
                    .verify(SOON);

            StepVerifier.create(heard.events()).expectNext(note).thenCancel().verify(SOON);
        }
    }

    @Test
    void a_query_ends_when_all_that_is_stored_has_come() {
        try (ScriptedRelay relay = ScriptedRelay.start();
                RelayPool pool = RelayPool.open(RelayPoolSettings.of(relay.url()))) {
            List<Event> notes = TestEvents.series(20).toList();
            notes.forEach(relay::store);

            List<Event> found =
                    pool.query(List.of(NOTES), Set.of(), SOON).collectList().block(SOON);

            assertThat(found).containsExactlyInAnyOrderElementsOf(notes);
        }
    }
}
