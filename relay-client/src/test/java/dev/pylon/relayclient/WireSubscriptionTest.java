package dev.pylon.relayclient;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pylon.nostr.filter.Filter;
import dev.pylon.nostr.message.ClientMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** Orders of events that real sockets bring about only now and then. */
class WireSubscriptionTest {
    private static final Filter ONE = Filter.builder().kinds(1).build();
    private static final Filter TWO = Filter.builder().kinds(2).build();

    private final Recorded wire = new Recorded();
    private final RelayPoolSettings settings = Quick.settings().build();
    private final LiveSubscription target =
            new LiveSubscription("s", Subscription.to(ONE), false, 10, new Silent());
    private final WireSubscription subscription =
            new WireSubscription(wire, settings, new Backfill(wire, settings), target);

    @Test
    void filters_that_went_out_with_an_answer_go_out_once() {
        subscription.open();
        target.replaceFilters(List.of(TWO));
        subscription.onEndOfStored();
        subscription.filtersReplaced(); // the news of them comes after they were sent
        subscription.onEndOfStored();

        assertThat(wire.sent)
                .extracting(message -> ((ClientMessage.Subscribe) message).filters().getFirst())
                .extracting(filter -> filter.kinds().orElseThrow().iterator().next())
                .containsExactly(1, 2);
    }

    private static final class Recorded implements Wire {
        private final List<ClientMessage> sent = new ArrayList<>();

        @Override
        public RelayUrl relay() {
            return RelayUrl.of("ws://127.0.0.1:7");
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public boolean isWritable() {
            return true;
        }

        @Override
        public void send(ClientMessage message) {
            sent.add(message);
        }

        @Override
        public Disposable later(Duration wait, Runnable task) {
            return Disposables.single();
        }

        @Override
        public String trouble() {
            return "";
        }

        @Override
        public AuthStanding auth() {
            return AuthStanding.IMPOSSIBLE;
        }
    }

    private static final class Silent implements LiveSubscription.Host {
        @Override
        public void filtersReplaced(LiveSubscription subscription) {}

        @Override
        public void askAgain(LiveSubscription subscription, long since) {}

        @Override
        public void closed(LiveSubscription subscription) {}

        @Override
        public Scheduler consumers() {
            return Schedulers.immediate();
        }
    }
}
