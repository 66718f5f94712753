package dev.pylon.bench.relay;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * Asks the same kind of question over some connections, one question at a time on each, and times
 * what comes until EOSE, or until the answer of a COUNT.
 */
final class Queries {
    private static final int DIGITS = 3;
    private static final int CONNECTIONS = 8;
    private static final long STUCK_SECONDS = 60;
    private static final byte[] CLOSE = frame("[\"CLOSE\",\"q\"]");

    private final Question question;
    private final long budgetNanos;
    private final Histogram latencies = new Histogram(DIGITS);
    private final Map<Wire, Long> askedAt = new HashMap<>();
    private final CompletableFuture<Optional<String>> done = new CompletableFuture<>();
    private int next;
    private long events;
    private long begin;
    private long end;

    private Queries(Question question, Duration atMost) {
        this.question = question;
        this.budgetNanos = atMost.toNanos();
    }

    /** Empty if the relay does not know such questions, which is then said on the error stream. */
    static Optional<Result> run(Target target, Question question, Duration atMost)
            throws Exception {
        Queries queries = new Queries(question, atMost);
        try (WireLoop loop = target.loop("queries")) {
            List<Wire> wires = loop.connect(CONNECTIONS, queries::received);
            Usage before = target.usage();
            loop.execute(() -> {
                queries.begin = System.nanoTime();
                wires.forEach(queries::ask);
            });
            CompletableFuture.anyOf(queries.done, loop.failure())
                    .get(atMost.toSeconds() + STUCK_SECONDS, TimeUnit.SECONDS);
            Optional<String> refusal = queries.done.join();
            if (refusal.isPresent()) {
                System.err.println("Skipped " + question.what() + ": " + refusal.get());
                return Optional.empty();
            }
            return Optional.of(queries.result(target.usage().since(before)));
        }
    }

    private Result result(Usage usage) {
        long answers = latencies.getTotalCount();
        String what = question.what();
        if (!question.count()) {
            what += " (%d events each)".formatted(Math.round((double) events / answers));
        }
        return new Result(what, answers, end - begin, latencies, 0, usage);
    }

    private void ask(Wire wire) {
        String filter = question.filter().apply(next++);
        askedAt.put(wire, System.nanoTime());
        wire.send(frame("[\"" + question.verb() + "\",\"q\"," + filter + "]"));
    }

    private void received(Wire wire, Message message) {
        switch (message.label()) {
            case EVENT -> events++;
            case EOSE -> {
                wire.send(CLOSE);
                answered(wire);
            }
            case COUNT -> answered(wire);
            case CLOSED, NOTICE -> done.complete(Optional.of(message.toString()));
            case OK, AUTH, OTHER -> {}
        }
    }

    private void answered(Wire wire) {
        Long asked = askedAt.remove(wire);
        if (asked == null) {
            return;
        }
        end = System.nanoTime();
        latencies.recordValue(end - asked);
        if (end - begin < budgetNanos) {
            ask(wire);
        } else if (askedAt.isEmpty()) {
            done.complete(Optional.empty());
        }
    }

    private static byte[] frame(String json) {
        return Frames.text(json.getBytes(StandardCharsets.UTF_8));
    }
}
