package dev.pylon.relayclient;

import dev.pylon.nostr.event.Event;
import dev.pylon.nostr.event.EventId;
import dev.pylon.nostr.message.ClientMessage;
import dev.pylon.nostr.message.RelayMessage;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.publisher.MonoSink;

/**
 * The events that one relay has been sent, or will be, and has not answered for good. An event is
 * sent again after a reconnect, after authentication, when its OK stays out, and when the relay
 * refused it for the time being, until its deadline. Within the mailbox only.
 */
final class Publications {
    private final Wire wire;
    private final RelayPoolSettings settings;
    private final Tally tally;
    private final Map<EventId, Pending> pending = new LinkedHashMap<>();
    private final Queue<Pending> queue = new ArrayDeque<>();
    private final List<Runnable> whenIdle = new ArrayList<>();
    private @Nullable String closed;

    Publications(Wire wire, RelayPoolSettings settings, Tally tally) {
        this.wire = wire;
        this.settings = settings;
        this.tally = tally;
    }

    private enum Stage {
        QUEUED,
        SENT,
        AWAITING_AUTH,
        AWAITING_RETRY
    }

    private static final class Pending {
        final Event event;
        final List<Waiter> waiters = new ArrayList<>(1);
        Stage stage = Stage.QUEUED;
        boolean sentAuthenticated;
        int refusals;
        @Nullable String words;
        @Nullable Disposable alarm;

        Pending(Event event) {
            this.event = event;
        }

        void quiet() {
            if (alarm != null) {
                alarm.dispose();
                alarm = null;
            }
        }
    }

    /** One caller who waits for an event's outcome. */
    static final class Waiter {
        private final Event event;
        private final Duration patience;
        private final MonoSink<PublishOutcome> sink;
        private @Nullable Disposable deadline;

        Waiter(Event event, Duration patience, MonoSink<PublishOutcome> sink) {
            this.event = event;
            this.patience = patience;
            this.sink = sink;
        }

        private void tell(PublishOutcome outcome) {
            if (deadline != null) {
                deadline.dispose();
            }
            sink.success(outcome);
        }
    }

    void add(Waiter waiter) {
        Pending one = pending.get(waiter.event.id());
        if (closed != null) {
            waiter.tell(new PublishOutcome.Unreachable(wire.relay(), closed));
        } else if (one != null) {
            join(one, waiter);
        } else if (pending.size() >= settings.maxPublications()) {
            waiter.tell(
                    new PublishOutcome.Unreachable(
                            wire.relay(), pending.size() + " publications wait there already"));
        } else {
            one = new Pending(waiter.event);
            pending.put(waiter.event.id(), one);
            join(one, waiter);
            enqueue(one);
            flush();
        }
    }

    private void join(Pending one, Waiter waiter) {
        one.waiters.add(waiter);
        waiter.deadline = wire.later(waiter.patience, () -> expire(one, waiter));
    }

    /** The caller no longer wants to know. */
    void remove(Waiter waiter) {
        Pending one = pending.get(waiter.event.id());
        if (one != null && one.waiters.remove(waiter)) {
            if (waiter.deadline != null) {
                waiter.deadline.dispose();
            }
            forgetIfUnwanted(one);
        }
    }

    void onOpen() {
        pending.values().stream().filter(one -> one.stage != Stage.QUEUED).forEach(this::enqueue);
        flush();
    }

    void onLost() {
        for (Pending one : pending.values()) {
            one.sentAuthenticated = false;
            if (one.stage != Stage.QUEUED) {
                enqueue(one);
            }
        }
    }

    void onAuthenticated() {
        resumeAfterAuth();
    }

    void onAuthRefused(String words) {
        for (Pending one : List.copyOf(pending.values())) {
            if (one.stage == Stage.AWAITING_AUTH) {
                finish(one, new PublishOutcome.Refused(wire.relay(), words));
            }
        }
    }

    /** The relay does not say OK to AUTH: it may have taken it all the same. */
    void onAuthUnanswered() {
        resumeAfterAuth();
    }

    private void resumeAfterAuth() {
        pending.values().stream()
                .filter(one -> one.stage == Stage.AWAITING_AUTH)
                .forEach(this::enqueue);
        flush();
    }

    void onOk(RelayMessage.Ok ok) {
        Pending one = pending.get(ok.id());
        if (one == null) {
            tally.lateAnswers.increment();
            return;
        }
        Words words = Words.of(ok.message());
        if (ok.accepted() || words == Words.DUPLICATE) {
            finish(one, new PublishOutcome.Accepted(wire.relay(), ok.message()));
        } else if (one.stage == Stage.QUEUED) {
            one.words = ok.message(); // of an earlier sending; the next one will tell
        } else if (words == Words.AUTH_REQUIRED) {
            onAuthRequired(one, ok.message());
        } else if (words == Words.TRANSIENT) {
            retry(one, ok.message());
        } else {
            finish(one, new PublishOutcome.Refused(wire.relay(), ok.message()));
        }
    }

    private void onAuthRequired(Pending one, String words) {
        one.words = words;
        boolean hopeless =
                switch (wire.auth()) {
                    case IMPOSSIBLE, REFUSED -> true;
                    case POSSIBLE -> false;
                    case DONE -> one.sentAuthenticated;
                };
        if (hopeless) {
            finish(one, new PublishOutcome.Refused(wire.relay(), words));
        } else if (wire.auth() == Wire.AuthStanding.DONE) {
            enqueue(one);
            flush();
        } else {
            one.quiet();
            one.stage = Stage.AWAITING_AUTH;
        }
    }

    private void retry(Pending one, String words) {
        one.words = words;
        one.refusals++;
        one.quiet();
        one.stage = Stage.AWAITING_RETRY;
        Duration wait =
                settings.retry().pause(one.refusals, ThreadLocalRandom.current().nextDouble());
        one.alarm = wire.later(wait, () -> sendAgain(one));
    }

    private void enqueue(Pending one) {
        one.quiet();
        one.stage = Stage.QUEUED;
        queue.add(one);
    }

    private void sendAgain(Pending one) {
        enqueue(one);
        flush();
    }

    /** Sends what is queued, as far as the connection takes it. */
    void flush() {
        while (wire.isOpen() && wire.isWritable()) {
            Pending one = queue.poll();
            if (one == null) {
                return;
            }
            if (one.stage == Stage.QUEUED && pending.get(one.event.id()) == one) {
                send(one);
            }
        }
    }

    private void send(Pending one) {
        one.stage = Stage.SENT;
        one.sentAuthenticated = wire.auth() == Wire.AuthStanding.DONE;
        one.alarm = wire.later(settings.ackTimeout(), () -> sendAgain(one));
        wire.send(new ClientMessage.Publish(one.event));
    }

    private void expire(Pending one, Waiter waiter) {
        if (!one.waiters.remove(waiter)) {
            return;
        }
        String words = one.words;
        waiter.tell(
                words == null
                        ? new PublishOutcome.Unreachable(wire.relay(), silence(waiter.patience))
                        : new PublishOutcome.Refused(wire.relay(), words));
        forgetIfUnwanted(one);
    }

    private String silence(Duration patience) {
        return wire.isOpen() ? "no OK within " + patience.toMillis() + " ms" : wire.trouble();
    }

    private void forgetIfUnwanted(Pending one) {
        if (one.waiters.isEmpty()) {
            forget(one);
        }
    }

    private void forget(Pending one) {
        one.quiet();
        pending.remove(one.event.id());
        if (pending.isEmpty()) {
            queue.clear();
            whenIdle.forEach(Runnable::run);
            whenIdle.clear();
        }
    }

    private void finish(Pending one, PublishOutcome outcome) {
        forget(one);
        one.waiters.forEach(waiter -> waiter.tell(outcome));
        one.waiters.clear();
    }

    /** Runs the task when nothing is pending, perhaps at once. */
    void whenIdle(Runnable task) {
        if (pending.isEmpty()) {
            task.run();
        } else {
            whenIdle.add(task);
        }
    }

    void close(String why) {
        closed = why;
        for (Pending one : List.copyOf(pending.values())) {
            finish(one, new PublishOutcome.Unreachable(wire.relay(), why));
        }
    }
}
