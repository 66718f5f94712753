package dev.pylon.relayclient;

import dev.pylon.nostr.event.Event;
import dev.pylon.nostr.filter.Filter;
import dev.pylon.nostr.message.ClientMessage;
import dev.pylon.nostr.message.RelayMessage;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;

/**
 * Fetches what a relay's limit has cut off an answer: relays give the newest so many (500, as a
 * rule), so after a long interruption the older ones are asked for page by page, backwards in time,
 * one filter after the other, under one subscription id of its own. Only filters with a lower bound
 * in time are, so there is an end. Within the mailbox only, but for {@link #wants}.
 */
final class Backfill {
    static final String ID = "older";

    /** An answer of fewer events was not cut off: no relay's limit is as low. */
    static final int FULL = 100;

    private static final int MAX_PAGES = 200;

    private final Wire wire;
    private final RelayPoolSettings settings;
    private final Queue<Task> waiting = new ArrayDeque<>();
    private volatile @Nullable Task current;

    Backfill(Wire wire, RelayPoolSettings settings) {
        this.wire = wire;
        this.settings = settings;
    }

    private static final class Task {
        final WireSubscription owner;
        final Filter wanted;
        final Filter asked;
        volatile Filter page;
        long until;
        int pages;
        int count;
        long oldest = Long.MAX_VALUE;
        @Nullable Disposable alarm;

        Task(WireSubscription owner, Filter wanted, Filter asked, long until) {
            this.owner = owner;
            this.wanted = wanted;
            this.asked = asked;
            this.until = until;
            this.page = asked;
        }

        void quiet() {
            if (alarm != null) {
                alarm.dispose();
            }
        }
    }

    void begin(WireSubscription owner, Progress.CutOff cut) {
        if (!isUnderWay(owner, cut.wanted())) {
            waiting.add(new Task(owner, cut.wanted(), cut.onWire(), cut.until()));
            next();
        }
    }

    boolean isUnderWay(WireSubscription owner, Filter wanted) {
        Task now = current;
        return (now != null && now.owner == owner && now.wanted.equals(wanted))
                || waiting.stream()
                        .anyMatch(task -> task.owner == owner && task.wanted.equals(wanted));
    }

    boolean isUnderWay(WireSubscription owner) {
        Task now = current;
        return (now != null && now.owner == owner)
                || waiting.stream().anyMatch(task -> task.owner == owner);
    }

    /** Any thread. */
    boolean wants(Event event) {
        Task now = current;
        return now != null && now.page.matches(event) && now.owner.target().matches(event);
    }

    void onEvent(RelayMessage.EventMessage message, Tally tally) {
        Task now = current;
        if (now != null) {
            now.count++;
            now.oldest = Math.min(now.oldest, message.event().createdAt());
            now.owner.deliver(message, tally);
        }
    }

    void onEndOfStored() {
        Task now = current;
        if (now == null) {
            return;
        }
        now.quiet();
        boolean more = now.count >= FULL && now.pages < MAX_PAGES;
        if (more) {
            // all of one second: what is left of it cannot be asked for, so the second before
            now.until = now.oldest < now.until ? now.oldest : now.until - 1;
            send(now);
        } else {
            end(now);
            now.owner.backfilled(now.wanted, true);
            next();
        }
    }

    /** The relay does not want to, or does not answer: left for the next resumption. */
    void onRefused() {
        Task now = current;
        if (now != null) {
            end(now);
            now.owner.backfilled(now.wanted, false);
            next();
        }
    }

    void forget(WireSubscription owner) {
        waiting.removeIf(task -> task.owner == owner);
        Task now = current;
        if (now != null && now.owner == owner) {
            end(now);
            next();
        }
    }

    void onLost() {
        waiting.clear();
        Task now = current;
        if (now != null) {
            now.quiet();
            current = null;
        }
    }

    private void next() {
        if (current == null && wire.isOpen()) {
            Task task = waiting.poll();
            if (task != null) {
                current = task;
                send(task);
            }
        }
    }

    private void send(Task task) {
        task.pages++;
        task.count = 0;
        task.page = Resumption.until(task.asked, task.until);
        task.oldest = Long.MAX_VALUE;
        task.alarm = wire.later(settings.storedTimeout(), this::onRefused);
        wire.send(new ClientMessage.Subscribe(ID, List.of(task.page)));
    }

    private void end(Task task) {
        task.quiet();
        current = null;
        if (wire.isOpen()) {
            wire.send(new ClientMessage.Close(ID));
        }
    }
}
