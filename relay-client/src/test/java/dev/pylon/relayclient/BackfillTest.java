package dev.pylon.relayclient;

import static dev.pylon.relayclient.Quick.NOTES;
import static dev.pylon.relayclient.Quick.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pylon.nostr.event.Event;
import dev.pylon.nostr.event.Tag;
import dev.pylon.nostr.filter.Filter;
import dev.pylon.nostr.key.SecretKey;
import dev.pylon.nostr.message.ClientMessage.Close;
import dev.pylon.nostr.message.ClientMessage.Subscribe;
import dev.pylon.nostr.message.RelayMessage.Closed;
import dev.pylon.relayclient.testing.ScriptedRelay;
import dev.pylon.relayclient.testing.TestEvents;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class BackfillTest {
    @AutoClose private final ScriptedRelay relay = ScriptedRelay.start().answerAtMost(120);
    @AutoClose private final RelayPool pool = Quick.pool(relay);
    private final List<Event> expected = new ArrayList<>();

    private LiveSubscription interrupted(Subscription request, List<Event> meanwhile) {
        LiveSubscription notes = pool.subscribe(request);
        Quick.get(notes.live(1));
        Event before = TestEvents.at(Instant.now().minusSeconds(1000), "before");
        relay.accept(before);
        expected.add(before);
        await().atMost(SOON).until(() -> Quick.statusOf(pool, relay).counters().events() == 1);
        relay.stop();
        meanwhile.forEach(relay::store);
        expected.addAll(meanwhile);
        relay.restart();
        return notes;
    }

    private long pages() {
        return relay.heard(Subscribe.class).stream()
                .filter(subscribe -> subscribe.subscriptionId().equals(Backfill.ID))
                .count();
    }

    @Test
    void more_than_the_relay_gives_at_once_is_fetched_page_by_page() {
        LiveSubscription notes =
                interrupted(Subscription.to(NOTES), TestEvents.series(900).toList());

        List<Event> got = Quick.all(notes.events().take(901));

        assertThat(got).containsExactlyInAnyOrderElementsOf(expected);
        await().atMost(SOON)
                .until(() ->
                        relay.clients().stream()
                                .noneMatch(c -> c.subscriptions().containsKey(Backfill.ID)));
    }

    @Test
    void it_is_live_before_all_that_is_older_has_come() {
        relay.on(
                Subscribe.class,
                (client, subscribe) -> subscribe.subscriptionId().equals(Backfill.ID));
        LiveSubscription notes =
                interrupted(Subscription.to(NOTES), TestEvents.series(900).toList());
        await().atMost(SOON).until(() -> pages() == 1);

        assertThat(Quick.get(notes.live(1))).containsExactly(relay.url());
    }

    @Test
    void several_filters_are_each_completed() {
        Filter tagged = Filter.builder().kinds(7000).tag("t", "job").build();
        SecretKey author = SecretKey.generate();
        List<Event> meanwhile = new ArrayList<>(TestEvents.series(300).toList());
        for (int i = 0; i < 300; i++) {
            meanwhile.add(TestEvents.signed(author, 7000, "feedback " + i, Tag.of("t", "job")));
        }
        meanwhile.add(TestEvents.at(Instant.now().minusSeconds(900), "far back"));
        LiveSubscription both = interrupted(Subscription.to(NOTES, tagged), meanwhile);

        List<Event> got =
                Quick.all(both.events().takeUntil(event -> event.content().equals("far back")));

        assertThat(got).filteredOn(event -> event.kind() == 1).hasSize(302);
        // all of one second: what a relay cuts off there cannot be asked for
        assertThat(got).filteredOn(event -> event.kind() == 7000).hasSize(120);
    }

    @Test
    void lost_in_mid_backfill_it_begins_again_and_loses_nothing() {
        relay.script((client, message) -> {
            boolean cut =
                    message instanceof Subscribe subscribe
                            && subscribe.subscriptionId().equals(Backfill.ID)
                            && pages() == 3;
            if (cut) {
                client.cut();
            }
            return cut;
        });
        LiveSubscription notes =
                interrupted(
                        Subscription.to(NOTES).overlapping(java.time.Duration.ZERO),
                        TestEvents.series(900).toList());

        List<Event> got = Quick.all(notes.events().take(901));

        assertThat(got).containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void refused_it_is_left_for_the_next_interruption() {
        relay.on(
                Subscribe.class,
                (client, subscribe) -> {
                    boolean refused = subscribe.subscriptionId().equals(Backfill.ID);
                    if (refused) {
                        client.send(new Closed(Backfill.ID, "error: too many subscriptions"));
                    }
                    return refused;
                });
        LiveSubscription notes =
                interrupted(Subscription.to(NOTES), TestEvents.series(300).toList());
        await().atMost(SOON).until(() -> pages() == 1);
        relay.forgetScripts();
        relay.cutAll();

        List<Event> got = Quick.all(notes.events().take(301));

        assertThat(got).containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void a_query_with_a_beginning_is_complete() {
        List<Event> stored = TestEvents.series(500).toList();
        stored.forEach(relay::store);
        Filter since = Filter.builder().kinds(1).since(stored.getFirst().createdAt()).build();

        assertThat(Quick.all(pool.query(List.of(since), Set.of(), SOON)))
                .containsExactlyInAnyOrderElementsOf(stored);
    }

    @Test
    void a_query_without_a_beginning_or_with_a_limit_is_one_answer() {
        TestEvents.series(500).forEach(relay::store);
        Filter limited = Filter.builder().kinds(1).since(0).limit(110).build();

        assertThat(Quick.all(pool.query(List.of(NOTES), Set.of(), SOON))).hasSize(120);
        assertThat(Quick.all(pool.query(List.of(limited), Set.of(), SOON))).hasSize(110);
        assertThat(pages()).isZero();
    }

    @Test
    void a_consumer_that_is_far_behind_gets_everything_in_the_end() {
        LiveSubscription notes =
                pool.subscribe(Subscription.to(NOTES).buffering(50, Overflow.ASK_AGAIN));
        Quick.get(notes.live(1));
        List<Event> sent = TestEvents.series(1000).toList();
        sent.forEach(relay::accept);
        await().atMost(SOON).until(() -> Quick.statusOf(pool, relay).counters().events() == 1000);

        List<Event> got = Quick.all(notes.events().take(1000));

        assertThat(got).containsExactlyInAnyOrderElementsOf(sent);
    }

    @Test
    void it_ends_with_its_subscription() {
        relay.on(
                Subscribe.class,
                (client, subscribe) -> subscribe.subscriptionId().equals(Backfill.ID));
        LiveSubscription notes =
                interrupted(Subscription.to(NOTES), TestEvents.series(300).toList());
        await().atMost(SOON).until(() -> pages() == 1);

        notes.close();

        await().atMost(SOON)
                .until(() ->
                        relay.heard(Close.class).stream()
                                .anyMatch(c -> c.subscriptionId().equals(Backfill.ID)));
    }
}
