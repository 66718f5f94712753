package dev.pylon.relayclient;

import dev.pylon.nostr.filter.Filter;
import dev.pylon.nostr.message.ClientMessage;
import dev.pylon.nostr.message.RelayMessage;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;

/**
 * One subscription at one relay. There is one REQ unanswered at a time, so that an EOSE is never
 * taken for another REQ's; filters replaced meanwhile go out together when it has been answered.
 * Within the mailbox only.
 */
final class WireSubscription {
    private final Wire wire;
    private final RelayPoolSettings settings;
    private final LiveSubscription target;
    private final Backfill backfill;
    private final Progress progress;
    private LiveSubscription.@Nullable Wanted sent;

    /** REQs without EOSE: more than one only if it had to be repeated before the first's. */
    private int unanswered;

    /** There was an EOSE, perhaps of an earlier REQ than the last. */
    private boolean answeredOnce;

    private boolean again;
    private boolean sentAuthenticated;
    private boolean silent;
    private int refusals;
    private @Nullable String refusal;
    private @Nullable Disposable storedAlarm;
    private @Nullable Disposable retryAlarm;

    WireSubscription(
            Wire wire, RelayPoolSettings settings, Backfill backfill, LiveSubscription target) {
        this.wire = wire;
        this.settings = settings;
        this.backfill = backfill;
        this.target = target;
        this.progress = new Progress(target.overlap());
    }

    LiveSubscription target() {
        return target;
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
        if (sent != null && sent.generation() == target.wanted().generation()) {
            return; // they went out with the answer to those before
        }
        refusal = null;
        sendInTurn();
    }

    void askAgain(long since) {
        progress.onMissed(since);
        askForMissed();
    }

    /** Not while a backfill is under way, which would drop and miss some again. */
    private void askForMissed() {
        if (progress.hasMissed() && !backfill.isUnderWay(this)) {
            sendInTurn();
        }
    }

    private void sendInTurn() {
        boolean inTurn = unanswered == 0 || answeredOnce || silent;
        if (!inTurn || !wire.isWritable()) {
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
        unanswered = silent ? 1 : unanswered + 1;
        answeredOnce = false;
        again = false;
        refusal = null;
        sentAuthenticated = wire.auth() == Wire.AuthStanding.DONE;
        storedAlarm = wire.later(settings.storedTimeout(), this::onPatienceEnd);
        target.asked(wire.relay());
        wire.send(new ClientMessage.Subscribe(target.id(), progress.ask(wanted.filters())));
    }

    void onEvent(RelayMessage.EventMessage message, Tally tally) {
        if (unanswered > 0) {
            progress.onStored(message.event());
        } else {
            progress.onLive(message.event());
        }
        deliver(message, tally);
    }

    /** Also of events that a backfill has brought. */
    void deliver(RelayMessage.EventMessage message, Tally tally) {
        tally.events.increment();
        if (!target.deliver(wire.relay(), message.event())) {
            tally.duplicates.increment();
        }
    }

    void onEndOfStored() {
        LiveSubscription.Wanted now = sent;
        if (now == null || unanswered == 0) {
            return;
        }
        silent = false;
        unanswered--;
        if (unanswered == 0) {
            onAnswered(now);
            return;
        }
        // of an earlier REQ, unless the relay answers only the last: patience will tell
        answeredOnce = true;
        quiet();
        storedAlarm = wire.later(settings.storedTimeout(), this::onPatienceEnd);
        if (!target.isOnce()) {
            target.live(wire.relay(), now.generation(), true);
        }
    }

    private void onAnswered(LiveSubscription.Wanted now) {
        quiet();
        unanswered = 0;
        refusals = 0;
        refusal = null;
        progress.onAnswered(filter -> backfill.isUnderWay(this, filter))
                .forEach(cut -> backfill.begin(this, cut));
        if (!target.isOnce() || !backfill.isUnderWay(this)) {
            target.live(wire.relay(), now.generation(), true);
        }
        if (again || target.wanted().generation() != now.generation()) {
            send();
        } else {
            askForMissed();
        }
    }

    void backfilled(Filter filter, boolean complete) {
        if (complete) {
            progress.onFilled(filter);
        }
        LiveSubscription.Wanted now = sent;
        if (target.isOnce() && now != null && !backfill.isUnderWay(this)) {
            target.live(wire.relay(), now.generation(), complete);
        }
        askForMissed();
    }

    private void onPatienceEnd() {
        LiveSubscription.Wanted now = sent;
        if (now == null) {
            return;
        }
        if (refusal != null) {
            refuse(refusal);
        } else if (answeredOnce) {
            onAnswered(now);
        } else {
            silent = true;
            target.live(wire.relay(), now.generation(), false);
            if (again) {
                send();
            }
        }
    }

    void onClosed(String words) {
        refusal = words;
        unanswered = Math.max(0, unanswered - 1);
        if (unanswered > 0) {
            return; // of an earlier REQ: patience will tell
        }
        refusals++;
        if (Words.of(words) == Words.AUTH_REQUIRED) {
            onAuthRequired(words);
        } else {
            refuse(words);
        }
    }

    private void refuse(String words) {
        quiet();
        unanswered = 0;
        target.out(new SubscriptionSignal.Refused(wire.relay(), words));
        switch (Words.of(words)) {
            case TRANSIENT, UNKNOWN -> retry();
            case AUTH_REQUIRED -> {
                if (wire.auth() == Wire.AuthStanding.DONE) {
                    retry();
                }
            }
            case DUPLICATE, FINAL -> {
                if (again) {
                    send(); // other filters
                }
            }
        }
    }

    private void onAuthRequired(String words) {
        switch (wire.auth()) {
            case IMPOSSIBLE, REFUSED -> refuse(words);
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
            refuse(words);
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
        unanswered = 0;
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
