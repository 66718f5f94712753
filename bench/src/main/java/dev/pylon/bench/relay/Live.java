package dev.pylon.bench.relay;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;
import org.HdrHistogram.Histogram;

/**
 * Times events from being sent to being received by subscribers, which have a connection and one
 * subscription each. At a rate, or as fast as it goes: then so many are under way that some of them
 * are not yet with all of their subscribers.
 */
final class Live {
    private static final int DIGITS = 3;
    private static final int PUBLISHERS = 2;
    private static final long STUCK_SECONDS = 60;

    private final SignedEvents events;
    private final Ids places;
    private final AtomicLongArray sentAt;
    private final int[] missing;
    private final Histogram latencies = new Histogram(DIGITS);
    private final CountDownLatch subscribed;
    private final AtomicInteger arrived = new AtomicInteger();
    private volatile long end;

    private Live(SignedEvents events, int subscribers, int perEvent) {
        this.events = events;
        places = events.places();
        sentAt = new AtomicLongArray(events.size());
        missing = new int[events.size()];
        Arrays.fill(missing, perEvent);
        subscribed = new CountDownLatch(subscribers);
    }

    /**
     * How it is done.
     *
     * @param filter of each subscriber, in JSON
     * @param perEvent subscribers that each event has
     * @param perSecond events; 0 is as fast as it goes
     * @param underWay events at a time in that case
     */
    record Plan(
            String what,
            int subscribers,
            IntFunction<String> filter,
            int perEvent,
            int perSecond,
            int underWay,
            Duration atMost) {}

    static Result run(Target target, Plan plan, SignedEvents events) throws Exception {
        return run(target, target, plan, events);
    }

    /**
     * @param from where the subscribers are
     */
    static Result run(Target target, Target from, Plan plan, SignedEvents events) throws Exception {
        Live live = new Live(events, plan.subscribers(), plan.perEvent());
        try (WireLoop readers = from.loop("subscribers");
                WireLoop writers = target.loop("publishers")) {
            List<Wire> subscribers = readers.connect(plan.subscribers(), live::delivered);
            readers.execute(() -> {
                for (int i = 0; i < subscribers.size(); i++) {
                    subscribers.get(i).send(request(plan.filter().apply(i)));
                }
            });
            if (!live.subscribed.await(STUCK_SECONDS, TimeUnit.SECONDS)) {
                if (readers.failure().isDone()) {
                    readers.failure().join();
                }
                throw new IllegalStateException(
                        live.subscribed.getCount() + " subscriptions got no EOSE");
            }
            List<Wire> publishers = writers.connect(PUBLISHERS, live::answered);
            Usage before = target.usage();
            long begin = System.nanoTime();
            int sent = live.publish(plan, writers, publishers, begin);
            live.awaitDeliveries(sent, readers, writers);
            return new Result(
                    plan.what(),
                    live.latencies.getTotalCount(),
                    live.end - begin,
                    live.latencies,
                    0,
                    target.usage().since(before));
        }
    }

    private int publish(Plan plan, WireLoop writers, List<Wire> publishers, long begin) {
        long until = begin + plan.atMost().toNanos();
        int sent = 0;
        while (sent < events.size() && System.nanoTime() < until && !writers.failure().isDone()) {
            if (plan.perSecond() > 0) {
                long due = begin + sent * 1_000_000_000L / plan.perSecond();
                while (System.nanoTime() < due) {
                    LockSupport.parkNanos(due - System.nanoTime());
                }
            } else if (sent - arrived.get() >= plan.underWay()) {
                LockSupport.parkNanos(50_000);
                continue;
            }
            int number = sent++;
            Wire wire = publishers.get(number % publishers.size());
            writers.execute(() -> {
                sentAt.set(number, System.nanoTime());
                wire.send(events.frames().get(number));
            });
        }
        return sent;
    }

    private void awaitDeliveries(int sent, WireLoop readers, WireLoop writers) {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(STUCK_SECONDS);
        while (arrived.get() < sent) {
            for (WireLoop loop : List.of(readers, writers)) {
                if (loop.failure().isDone()) {
                    loop.failure().join();
                }
            }
            if (System.nanoTime() > until) {
                throw new IllegalStateException(
                        "%d of %d events have not reached all of their subscribers"
                                .formatted(sent - arrived.get(), sent));
            }
            LockSupport.parkNanos(1_000_000);
        }
    }

    private static byte[] request(String filter) {
        return Frames.text(("[\"REQ\",\"live\"," + filter + "]").getBytes(StandardCharsets.UTF_8));
    }

    private void answered(Wire wire, Message message) {
        if (message.label() == Message.Label.OK && !message.accepted()) {
            throw new IllegalStateException("An event was refused: " + message);
        }
    }

    private void delivered(Wire wire, Message message) {
        switch (message.label()) {
            case EVENT -> {
                int place = places.place(message.id());
                long sent = place == Ids.UNKNOWN ? 0 : sentAt.get(place);
                if (sent != 0) {
                    long now = System.nanoTime();
                    latencies.recordValue(now - sent);
                    if (--missing[place] == 0) {
                        end = now;
                        arrived.incrementAndGet();
                    }
                }
            }
            case EOSE -> subscribed.countDown();
            case CLOSED, NOTICE -> throw new IllegalStateException("A subscriber got " + message);
            case OK, AUTH, COUNT, OTHER -> {}
        }
    }
}
