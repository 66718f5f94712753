package dev.pylon.relayclient;

import dev.pylon.nostr.event.Event;
import dev.pylon.nostr.filter.Filter;
import dev.pylon.nostr.message.ClientMessage;
import dev.pylon.nostr.message.RelayMessage;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;

/**
 * One subscription at one relay. There is one REQ unanswered at a time, so that an EOSE is never
 * taken for another REQ's; filters replaced meanwhile go out together when it has been answered.
 * Within the mailbox only.
 */
final class WireSubscription {
    private static final long NEVER = Long.MIN_VALUE;
    private static final long NOTHING = Long.MAX_VALUE;

    private final Wire wire;
    private final RelayPoolSettings settings;
    private final LiveSubscription target;
    private final Backfill backfill;
    private LiveSubscription.@Nullable Wanted sent;
    private List<Asked> asked = List.of();
    private boolean unanswered;
    private boolean again;
    private boolean sentAuthenticated;
    private boolean silent;
    private int refusals;
    private @Nullable String refusal;
    private @Nullable Disposable storedAlarm;
    private @Nullable Disposable retryAlarm;

    /** Filters to which this relay has given all it had stored. */
    private Set<Filter> answered = Set.of();

    private long answeredAt = NEVER;

    /**
     * The newest event seen, in its seconds; counts only once all older ones have been seen too.
     */
    private long seen = NEVER;

    private long seenUnconfirmed = NEVER;

    /** From when to ask again for what the consumer was too slow to take. */
    private long missed = NOTHING;

    private long missedSent = NOTHING;

    /** From when to ask again for filters whose answers were cut off and are not complete yet. */
    private final Map<Filter, Long> gaps = new HashMap<>();

    WireSubscription(
            Wire wire, RelayPoolSettings settings, Backfill backfill, LiveSubscription target) {
        this.wire = wire;
        this.settings = settings;
        this.backfill = backfill;
        this.target = target;
    }

    /** A filter as it went to the relay, and what of the relay's answer matched it. */
    private static final class Asked {
        final Filter wanted;
        final Filter onWire;
        int count;
        long oldest = Long.MAX_VALUE;

        Asked(Filter wanted, Filter onWire) {
            this.wanted = wanted;
            this.onWire = onWire;
        }

        void count(Event event) {
            if (onWire.matches(event)) {
                count++;
                oldest = Math.min(oldest, event.createdAt());
            }
        }

        boolean mayBeCutOff() {
            return count >= Backfill.FULL && Resumption.isPageable(onWire);
        }
    }

    LiveSubscription target() {
        return target;
    }

    boolean isSent() {
        return sent != null;
    }

    /** On a new connection, or when a place has come free. */
    void open() {
        refusals = 0;
        send();
    }

    void authenticated() {
        send();
    }

    void filtersReplaced() {
        refusal = null;
        sendInTurn();
    }

    void askAgain(long since) {
        missed = Math.min(missed, since);
        askForMissed();
    }

    /** Not while a backfill is under way, which would drop and miss some again. */
    private void askForMissed() {
        if (missed != NOTHING && !backfill.isUnderWay(this)) {
            sendInTurn();
        }
    }

    private void sendInTurn() {
        if ((unanswered && !silent) || !wire.isWritable()) {
            again = true;
        } else {
            send();
        }
    }

    /** The connection takes more again. */
    void writable() {
        if (again) {
            sendInTurn();
        }
    }

    private void send() {
        if (!wire.isOpen()) {
            return;
        }
        quiet();
        LiveSubscription.Wanted wanted = target.wanted();
        sent = wanted;
        unanswered = true;
        again = false;
        refusal = null;
        seenUnconfirmed = NEVER;
        missedSent = Math.min(missed, missedSent);
        missed = NOTHING;
        sentAuthenticated = wire.auth() == Wire.AuthStanding.DONE;
        storedAlarm = wire.later(settings.storedTimeout(), this::onPatienceEnd);
        target.asked(wire.relay());
        asked =
                wanted.filters().stream()
                        .map(filter -> new Asked(filter, resumed(filter)))
                        .toList();
        List<Filter> onWire = asked.stream().map(one -> one.onWire).toList();
        wire.send(new ClientMessage.Subscribe(target.id(), onWire));
    }

    private Filter resumed(Filter filter) {
        if (!answered.contains(filter)) {
            return filter;
        }
        boolean nothingSeen = seen == NEVER && missedSent == NOTHING && filter.limit().isEmpty();
        if (nothingSeen) {
            return filter;
        }
        long last = Math.min(seen == NEVER ? answeredAt : seen, missedSent);
        long from = Math.max(0, last - target.overlap().toSeconds());
        return Resumption.from(filter, Math.min(from, gaps.getOrDefault(filter, NOTHING)));
    }

    void onEvent(RelayMessage.EventMessage message, Tally tally) {
        tally.events.increment();
        long at = Math.min(message.event().createdAt(), Instant.now().getEpochSecond());
        if (unanswered) {
            seenUnconfirmed = Math.max(seenUnconfirmed, at);
            asked.forEach(one -> one.count(message.event()));
        } else {
            seen = Math.max(seen, at);
        }
        deliver(message, tally);
    }

    /** One that a backfill has brought. */
    void onOlder(RelayMessage.EventMessage message, Tally tally) {
        tally.events.increment();
        deliver(message, tally);
    }

    private void deliver(RelayMessage.EventMessage message, Tally tally) {
        if (!target.deliver(wire.relay(), message.event())) {
            tally.duplicates.increment();
        }
    }

    void onEndOfStored() {
        LiveSubscription.Wanted answeredNow = sent;
        if (answeredNow == null || !unanswered) {
            return;
        }
        quiet();
        unanswered = false;
        silent = false;
        refusals = 0;
        refusal = null;
        seen = Math.max(seen, seenUnconfirmed);
        answered = new HashSet<>(answeredNow.filters());
        answeredAt = Instant.now().getEpochSecond();
        missedSent = NOTHING;
        fillGaps();
        if (!target.isOnce() || !backfill.isUnderWay(this)) {
            target.live(wire.relay(), answeredNow.generation(), true);
        }
        if (again || target.wanted().generation() != answeredNow.generation()) {
            send();
        } else {
            askForMissed();
        }
    }

    private void fillGaps() {
        gaps.keySet().retainAll(answered);
        boolean alone = asked.size() == 1;
        for (Asked one : asked) {
            if (one.mayBeCutOff()) {
                gaps.put(one.wanted, one.onWire.since().orElse(0));
                // of several filters' answers, which event is whose is not known: from the newest
                long until = alone ? one.oldest : Long.MAX_VALUE;
                backfill.begin(this, one.wanted, one.onWire, until);
            } else if (!backfill.isUnderWay(this, one.wanted)) {
                gaps.remove(one.wanted);
            }
        }
    }

    void backfilled(Filter filter, boolean complete) {
        if (complete) {
            gaps.remove(filter);
        }
        LiveSubscription.Wanted now = sent;
        if (target.isOnce() && now != null && !backfill.isUnderWay(this)) {
            target.live(wire.relay(), now.generation(), complete);
        }
        askForMissed();
    }

    private void onPatienceEnd() {
        LiveSubscription.Wanted unansweredNow = sent;
        if (unansweredNow == null) {
            return;
        }
        if (refusal != null) {
            target.out(new SubscriptionSignal.Refused(wire.relay(), refusal));
            return;
        }
        silent = true;
        target.live(wire.relay(), unansweredNow.generation(), false);
        if (again) {
            send();
        }
    }

    void onClosed(String words) {
        unanswered = false;
        refusal = words;
        refusals++;
        Words kind = Words.of(words);
        if (kind == Words.AUTH_REQUIRED) {
            onAuthRequired(words);
            return;
        }
        quiet();
        target.out(new SubscriptionSignal.Refused(wire.relay(), words));
        if (kind == Words.TRANSIENT || kind == Words.UNKNOWN) {
            retry();
        }
    }

    private void onAuthRequired(String words) {
        switch (wire.auth()) {
            case IMPOSSIBLE, REFUSED -> {
                quiet();
                target.out(new SubscriptionSignal.Refused(wire.relay(), words));
            }
            case POSSIBLE ->
                    target.waiting(wire.relay()); // until authenticated; the alarm stays on
            case DONE -> {
                target.waiting(wire.relay());
                if (sentAuthenticated) {
                    retry();
                } else {
                    send();
                }
            }
        }
    }

    void authenticationRefused(String words) {
        if (refusal != null && Words.of(refusal) == Words.AUTH_REQUIRED) {
            quiet();
            target.out(new SubscriptionSignal.Refused(wire.relay(), words));
        }
    }

    private void retry() {
        if (retryAlarm != null) {
            retryAlarm.dispose();
        }
        double chance = ThreadLocalRandom.current().nextDouble();
        retryAlarm = wire.later(settings.retry().pause(refusals, chance), this::send);
    }

    void onLost(String why) {
        quiet();
        sent = null;
        unanswered = false;
        again = false;
        refusal = null;
        target.out(new SubscriptionSignal.Lost(wire.relay(), why));
    }

    /** Tells the relay that we want no more. */
    void close() {
        quiet();
        backfill.forget(this);
        if (sent != null && wire.isOpen()) {
            wire.send(new ClientMessage.Close(target.id()));
        }
        sent = null;
    }

    private void quiet() {
        if (storedAlarm != null) {
            storedAlarm.dispose();
            storedAlarm = null;
        }
        if (retryAlarm != null) {
            retryAlarm.dispose();
            retryAlarm = null;
        }
    }
}
