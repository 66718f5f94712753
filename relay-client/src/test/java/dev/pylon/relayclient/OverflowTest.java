package dev.pylon.relayclient;

import static dev.pylon.relayclient.Quick.NOTES;
import static dev.pylon.relayclient.Quick.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pylon.nostr.event.Event;
import dev.pylon.relayclient.testing.ScriptedRelay;
import dev.pylon.relayclient.testing.TestEvents;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.BaseSubscriber;
import reactor.test.StepVerifier;

class OverflowTest {
    @AutoClose private final ScriptedRelay relay = ScriptedRelay.start();
    @AutoClose private final RelayPool pool = Quick.pool(relay);

    private LiveSubscription buffering(int events, Overflow rule) {
        LiveSubscription notes = pool.subscribe(Subscription.to(NOTES).buffering(events, rule));
        Quick.get(notes.live(1));
        return notes;
    }

    private List<Event> flood(int events) {
        List<Event> sent = TestEvents.series(events).toList();
        sent.forEach(relay::accept);
        await().atMost(SOON).until(() -> Quick.statusOf(pool, relay).counters().events() >= events);
        return sent;
    }

    @Test
    void what_did_not_fit_is_asked_for_again_when_the_consumer_has_caught_up() {
        LiveSubscription notes = buffering(10, Overflow.ASK_AGAIN);
        List<Event> sent = flood(100);

        List<Event> got = Quick.all(notes.events().take(100));

        assertThat(got).containsExactlyInAnyOrderElementsOf(sent);
        assertThat(got.subList(0, 10)).isEqualTo(sent.subList(0, 10));
    }

    @Test
    void a_consumer_that_takes_one_at_a_time_gets_all_of_them_too() {
        LiveSubscription notes = buffering(10, Overflow.ASK_AGAIN);
        List<Event> sent = flood(100);
        Set<Event> got = ConcurrentHashMap.newKeySet();
        var slow =
                new BaseSubscriber<Event>() {
                    @Override
                    protected void hookOnSubscribe(org.reactivestreams.Subscription s) {
                        request(1);
                    }

                    @Override
                    protected void hookOnNext(Event event) {
                        assertThat(got.add(event)).isTrue();
                        request(1);
                    }
                };
        notes.events().subscribe(slow);

        await().atMost(SOON).until(() -> got.size() == 100);
        assertThat(got).containsExactlyInAnyOrderElementsOf(sent);
        slow.dispose();
    }

    @Test
    void the_oldest_may_be_dropped() {
        LiveSubscription notes = buffering(10, Overflow.DROP_OLDEST);
        List<Event> sent = flood(100);

        List<Event> got = Quick.all(notes.events().take(10));

        assertThat(got).contains(sent.getLast()).doesNotContain(sent.getFirst());
    }

    @Test
    void it_may_fail() {
        LiveSubscription notes = buffering(10, Overflow.FAIL);
        TestEvents.series(11).forEach(relay::accept);
        await().atMost(SOON).until(notes::isClosed);

        StepVerifier.create(notes.events())
                .expectNextCount(10)
                .expectError(SubscriptionOverflow.class)
                .verify(SOON);
        await().atMost(SOON)
                .until(() -> relay.clients().iterator().next().subscriptions().isEmpty());
    }

    @Test
    void news_of_a_relay_that_comes_and_goes_fills_no_memory() {
        SignalBuffer buffer = new SignalBuffer(10);
        for (int i = 0; i < 10_000; i++) {
            buffer.offerNews(new SubscriptionSignal.Lost(relay.url(), "gone " + i));
        }
        buffer.complete();

        assertThat(Quick.all(buffer.flux(reactor.core.scheduler.Schedulers.immediate())))
                .hasSizeLessThan(300);
    }
}
