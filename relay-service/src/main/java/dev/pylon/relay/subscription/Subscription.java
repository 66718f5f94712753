package dev.pylon.relay.subscription;

import dev.pylon.nostr.event.Event;
import dev.pylon.nostr.event.PublicKey;
import dev.pylon.nostr.filter.Filter;
import dev.pylon.relay.policy.Refusal;
import dev.pylon.relay.storage.LogPosition;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One open subscription. While the stored answer is being sent, live events wait; what the stored
 * answer covers, by its position in the log, is not sent again.
 */
final class Subscription {
    private static final int MAX_WAITING_BYTES = 8 << 20;

    private final List<Filter> filters;
    private final Recipient recipient;
    private final List<Waiting> waiting = new ArrayList<>();
    private LogPosition covered = LogPosition.START;
    private int waitingBytes;
    private State state = State.ANSWERING;

    private enum State {
        ANSWERING,
        LIVE,
        ENDED
    }

    @SuppressWarnings("ArrayRecordComponent")
    private record Waiting(@Nullable LogPosition position, byte[] body) {}

    Subscription(List<Filter> filters, Recipient recipient) {
        this.filters = filters;
        this.recipient = recipient;
    }

    List<Filter> filters() {
        return filters;
    }

    boolean matches(Event event) {
        for (Filter filter : filters) {
            if (filter.matches(event)) {
                return true;
            }
        }
        return false;
    }

    /** Who listens, by the keys proved. */
    Set<PublicKey> keys() {
        return recipient.keys();
    }

    /** What is stored up to here is answered from the store. */
    synchronized void covers(LogPosition upTo) {
        covered = upTo;
    }

    /**
     * A live event.
     *
     * @param position absent if it is stored nowhere
     */
    synchronized void offer(@Nullable LogPosition position, byte[] body) {
        switch (state) {
            case ANSWERING -> await(new Waiting(position, body));
            case LIVE -> send(new Waiting(position, body));
            case ENDED -> {}
        }
    }

    synchronized void storedIsSent() {
        if (state == State.ANSWERING) {
            state = State.LIVE;
            recipient.endOfStored();
            waiting.forEach(this::send);
            waiting.clear();
        }
    }

    synchronized void end(Refusal why) {
        if (state != State.ENDED) {
            state = State.ENDED;
            waiting.clear();
            recipient.ended(why);
        }
    }

    private void await(Waiting event) {
        waiting.add(event);
        waitingBytes += event.body.length;
        if (waitingBytes > MAX_WAITING_BYTES) {
            end(Refusal.rateLimited("the stored answer is read too slowly to follow what is new"));
        }
    }

    private void send(Waiting event) {
        if (event.position == null || event.position.isAfter(covered)) {
            recipient.live(event.body);
        }
    }
}
