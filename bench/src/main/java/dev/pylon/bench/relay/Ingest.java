package dev.pylon.bench.relay;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * Sends events over some connections, each with so many unanswered at most, and times their OKs.
 * All but the end happens on one loop's thread.
 */
final class Ingest {
    private static final int DIGITS = 3;
    private static final long STUCK_SECONDS = 60;

    private final SignedEvents events;
    private final Ids places;
    private final long[] sentAt;
    private final long budgetNanos;
    private final Histogram latencies = new Histogram(DIGITS);
    private final CompletableFuture<Void> done = new CompletableFuture<>();
    private int next;
    private int unanswered;
    private long refused;
    private long begin;
    private long end;

    private Ingest(SignedEvents events, Duration atMost) {
        this.events = events;
        this.places = events.places();
        this.sentAt = new long[events.size()];
        this.budgetNanos = atMost.toNanos();
    }

    /**
     * Sends them all, or as many as the time allows.
     *
     * @throws java.util.concurrent.TimeoutException when the relay stops answering
     */
    static Result run(
            Target target,
            String what,
            int connections,
            int window,
            SignedEvents events,
            Duration atMost)
            throws Exception {
        Ingest ingest = new Ingest(events, atMost);
        try (WireLoop loop = target.loop("ingest")) {
            List<Wire> wires = loop.connect(connections, ingest::received);
            Usage before = target.usage();
            loop.execute(() -> ingest.begin(wires, window));
            CompletableFuture.anyOf(ingest.done, loop.failure())
                    .get(atMost.toSeconds() + STUCK_SECONDS, TimeUnit.SECONDS);
            Usage usage = target.usage().since(before);
            return new Result(
                    what,
                    ingest.latencies.getTotalCount() - ingest.refused,
                    ingest.end - ingest.begin,
                    ingest.latencies,
                    ingest.refused,
                    usage);
        }
    }

    private void begin(List<Wire> wires, int window) {
        begin = System.nanoTime();
        for (int i = 0; i < window; i++) {
            wires.forEach(this::send);
        }
    }

    private void send(Wire wire) {
        long now = System.nanoTime();
        if (next < events.size() && now - begin < budgetNanos) {
            sentAt[next] = now;
            wire.send(events.frames().get(next++));
            unanswered++;
        }
    }

    private void received(Wire wire, Message message) {
        if (message.label() != Message.Label.OK) {
            return;
        }
        int place = places.place(message.id());
        if (place == Ids.UNKNOWN || sentAt[place] == 0) {
            return;
        }
        end = System.nanoTime();
        latencies.recordValue(end - sentAt[place]);
        sentAt[place] = 0;
        if (!message.accepted()) {
            refused++;
        }
        unanswered--;
        send(wire);
        if (unanswered == 0) {
            done.complete(null);
        }
    }
}
