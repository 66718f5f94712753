package dev.pylon.relayclient;

import static dev.pylon.relayclient.Quick.NOTES;
import static dev.pylon.relayclient.Quick.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pylon.nostr.event.Event;
import dev.pylon.nostr.event.Tag;
import dev.pylon.nostr.filter.Filter;
import dev.pylon.nostr.message.ClientMessage.Close;
import dev.pylon.nostr.message.ClientMessage.Subscribe;
import dev.pylon.relayclient.testing.ScriptedRelay;
import dev.pylon.relayclient.testing.TestEvents;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import reactor.test.StepVerifier;

class ReplacingFiltersTest {
    @AutoClose private final ScriptedRelay relay = ScriptedRelay.start();
    @AutoClose private final RelayPool pool = Quick.pool(relay);

    private static Filter about(String... jobs) {
        return Filter.builder().kinds(1).tag("t", jobs).build();
    }

    private static Event reply(String job) {
        return TestEvents.note("about " + job, Tag.of("t", job));
    }

    @Test
    void new_filters_travel_under_the_same_id_and_bring_what_is_stored() {
        Event first = reply("one");
        Event second = reply("two");
        relay.store(first);
        relay.store(second);
        LiveSubscription replies = pool.subscribe(Subscription.to(about("one")));
        Quick.get(replies.live(1));

        replies.replaceFilters(List.of(about("one", "two")));
        Quick.get(replies.live(1));

        StepVerifier.create(replies.events()).expectNext(first, second).thenCancel().verify(SOON);
        assertThat(relay.heard(Subscribe.class))
                .hasSize(2)
                .allMatch(subscribe -> subscribe.subscriptionId().equals(replies.id()));
        assertThat(relay.heard(Close.class).size()).isLessThanOrEqualTo(1); // of cancelling
    }

    @Test
    void live_means_the_filters_in_force_and_not_those_before() {
        relay.on(
                Subscribe.class,
                (client, subscribe) -> {
                    client.later(Duration.ofMillis(100), () -> client.handle(subscribe));
                    return true;
                });
        LiveSubscription replies = pool.subscribe(Subscription.to(about("one")));
        replies.replaceFilters(List.of(about("two")));

        Quick.get(replies.live(1));

        assertThat(relay.clients().iterator().next().subscriptions().get(replies.id()))
                .containsExactly(about("two"));
    }

    @Test
    void a_filter_that_stays_is_resumed_and_not_asked_in_full_again() {
        LiveSubscription replies =
                pool.subscribe(Subscription.to(NOTES).overlapping(Duration.ofMinutes(1)));
        Quick.get(replies.live(1));
        Event seen = reply("one");
        relay.accept(seen);
        await().atMost(SOON).until(() -> Quick.statusOf(pool, relay).counters().events() == 1);

        replies.replaceFilters(List.of(NOTES, about("two")));
        Quick.get(replies.live(1));

        assertThat(relay.heard(Subscribe.class).getLast().filters())
                .containsExactly(
                        NOTES.toBuilder().since(seen.createdAt() - 60).build(), about("two"));
    }

    @Test
    void many_replacements_in_short_order_travel_together() {
        LiveSubscription replies = pool.subscribe(Subscription.to(about("none")));
        Quick.get(replies.live(1));
        relay.on(
                Subscribe.class,
                (client, subscribe) -> {
                    client.later(Duration.ofMillis(20), () -> client.handle(subscribe));
                    return true;
                });

        Set<String> jobs = new LinkedHashSet<>();
        for (int i = 0; i < 1000; i++) {
            jobs.add("job" + i);
            replies.replaceFilters(List.of(about(jobs.toArray(String[]::new))));
        }
        Quick.get(replies.live(1));

        assertThat(relay.heard(Subscribe.class).size()).isLessThan(50);
        assertThat(relay.heard(Subscribe.class).getLast().filters())
                .containsExactly(about(jobs.toArray(String[]::new)));
    }

    @Test
    void replacing_the_same_with_the_same_does_nothing() {
        LiveSubscription replies = pool.subscribe(Subscription.to(about("one")));
        Quick.get(replies.live(1));
        replies.replaceFilters(List.of(about("one")));
        Quick.get(replies.live(1));

        assertThat(relay.heard(Subscribe.class)).hasSize(1);
    }

    @Test
    void while_filters_change_all_the_time_no_event_is_lost_and_none_comes_twice() {
        LiveSubscription replies = pool.subscribe(Subscription.to(about("none")));
        List<Event> got = new CopyOnWriteArrayList<>();
        var consumer = replies.events().subscribe(got::add);
        List<Event> sent = new ArrayList<>();

        for (int i = 0; i < 200; i++) {
            String job = "job" + i;
            replies.updateFilters(old -> {
                Set<String> jobs = new LinkedHashSet<>(old.getFirst().tags().get("t"));
                jobs.add(job);
                return List.of(about(jobs.toArray(String[]::new)));
            });
            Quick.get(replies.live(1));
            Event reply = reply(job);
            sent.add(reply);
            relay.accept(reply);
            if (i % 50 == 49) {
                relay.cutAll();
            }
        }

        await().atMost(SOON).until(() -> got.size() >= sent.size());
        assertThat(got).containsExactlyInAnyOrderElementsOf(sent);
        consumer.dispose();
    }

    @Test
    void a_relay_that_never_ends_its_stored_events_does_not_hold_up_new_filters() {
        relay.on(
                Subscribe.class,
                (client, subscribe) -> {
                    client.muted(() -> client.handle(subscribe));
                    return true;
                });
        LiveSubscription replies = pool.subscribe(Subscription.to(about("one")));
        Quick.get(replies.live(1));

        replies.replaceFilters(List.of(about("two")));
        await().atMost(SOON).until(() -> relay.heard(Subscribe.class).size() == 2);
        Event reply = reply("two");
        relay.accept(reply);

        StepVerifier.create(replies.events()).expectNext(reply).thenCancel().verify(SOON);
    }

    @Test
    void a_relay_that_ends_its_stored_events_late_and_not_for_every_request_is_followed() {
        relay.on(
                Subscribe.class,
                (client, subscribe) -> {
                    int requests = relay.heard(Subscribe.class).size();
                    if (requests == 1) {
                        client.muted(() -> client.handle(subscribe));
                    } else {
                        client.later(Duration.ofMillis(400), () -> client.handle(subscribe));
                    }
                    return true;
                });
        LiveSubscription replies = pool.subscribe(Subscription.to(about("0")));
        for (int i = 1; i <= 5; i++) {
            replies.replaceFilters(List.of(about("" + i)));
            await().pollDelay(Duration.ofMillis(250)).until(() -> true);
        }

        await().atMost(SOON)
                .until(() ->
                        relay.clients().iterator().next().subscriptions().values().stream()
                                .anyMatch(List.of(about("5"))::equals));
        Event reply = reply("5");
        relay.accept(reply);
        StepVerifier.create(replies.events()).expectNext(reply).thenCancel().verify(SOON);
    }

    @Test
    void filters_replaced_while_the_relay_is_away_hold_when_it_is_back() {
        LiveSubscription replies = pool.subscribe(Subscription.to(about("one")));
        Quick.get(replies.live(1));
        relay.stop();
        replies.replaceFilters(List.of(about("two")));
        Event reply = reply("two");
        relay.store(reply);
        relay.restart();

        StepVerifier.create(replies.events()).expectNext(reply).thenCancel().verify(SOON);
    }

    @Test
    void what_only_the_old_filters_match_no_longer_comes() {
        LiveSubscription replies = pool.subscribe(Subscription.to(about("one")));
        Quick.get(replies.live(1));
        replies.replaceFilters(List.of(about("two")));
        relay.force(reply("one"));
        Event reply = reply("two");
        Quick.get(replies.live(1));
        relay.accept(reply);

        StepVerifier.create(replies.events()).expectNext(reply).thenCancel().verify(SOON);
    }
}
