package dev.pylon.bench.relay;

import dev.pylon.bench.Memory;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** One measurement: the cases in their order, on one relay. */
final class Run {
    /** What is to be done with a table after much was stored in it. */
    interface Settling {
        void settle() throws Exception;
    }

    /** Starts another replica of the relay, which ends with it. */
    interface Replication {
        Target start() throws Exception;
    }

    private static final int[][] INGEST = {{1, 1}, {1, 256}, {8, 256}, {64, 64}};
    private static final int LIVE_EVENTS = 60_000;
    private static final int WARM_UP_SINGLY = 10_000;
    private static final int WARM_UP = 30_000;
    private static final int IMPORTED = 100_000;

    /** Where the numbers of addressed events begin, far from those of the others. */
    private static final int ADDRESSED = 1_000_000_000;

    private static final int UNDER_WAY = 512;

    private final RelayLoad.Plan plan;
    private final Target target;
    private final Settling settling;
    private final @Nullable Replication replication;
    private final Report report;
    private final Path files;
    private final Market market;
    private final Duration atMost;
    private int plainUsed;

    Run(
            RelayLoad.Plan plan,
            Target target,
            Settling settling,
            @Nullable Replication replication,
            Path out) {
        this.plan = plan;
        this.target = target;
        this.settling = settling;
        this.replication = replication;
        this.report = new Report(out.resolve("relay.md"));
        this.files = out.resolve("relay-events");
        this.market =
                new Market(
                        plan.seed(),
                        Instant.now().getEpochSecond(),
                        Math.max(plan.stored(), plan.preload()));
        this.atMost = Duration.ofSeconds(plan.seconds());
    }

    void all() throws Exception {
        report.begin();
        if (wanted("warm-up")) {
            Ingest.run(target, "warm-up", 8, 64, plain(WARM_UP), atMost);
            Ingest.run(target, "warm-up one by one", 1, 1, plain(WARM_UP_SINGLY), atMost);
        }
        if (plan.preload() > 0) {
            report.section("Stored before", "acknowledged");
            store(0, plan.preload());
        }
        if (wanted("ingest")) {
            report.section("Ingest, connections × window", "acknowledged");
            for (int[] one : INGEST) {
                String what = one[0] + "×" + one[1];
                SignedEvents events = plain(plan.events());
                report.add(Ingest.run(target, what, one[0], one[1], events, atMost));
            }
        }
        if (wanted("import")) {
            imports();
        }
        if (wanted("live")) {
            live();
        }
        if (wanted("query")) {
            query();
        }
        memory("after these");
        if (wanted("replicas")) {
            replicas();
        }
        if (wanted("idle")) {
            idle();
        }
        report.end();
    }

    private boolean wanted(String name) {
        return plan.cases().contains(name);
    }

    private void imports() throws Exception {
        if (target.apiKey() == null) {
            report.note("Import: not measured, since there is no API key of this relay");
            return;
        }
        report.section("Import of JSON lines, 8 MB at a time", "stored");
        report.add(Imports.run(target, "verified", plainLines(IMPORTED), false));
        report.add(Imports.run(target, "trusted", plainLines(IMPORTED), true));
    }

    private void live() throws Exception {
        report.section("Live", "deliveries");
        broadcast("100 subscribers, 100 events/s", 100, 100);
        broadcast("100 subscribers, as fast as it goes", 100, 0);
        broadcast("1,000 subscribers, as fast as it goes", 1_000, 0);
        each("1,000 `#p` subscriptions, one match each, 100 events/s", 100, 0);
        each("the same, as fast as it goes", 0, 1);
    }

    private void replicas() throws Exception {
        if (replication == null) {
            report.note("Replicas: not measured, since this relay is not one of ours");
            return;
        }
        Target other = replication.start();
        report.section("From one replica to another", "deliveries");
        for (int perSecond : new int[] {100, 0}) {
            String filter = everyPlain();
            Live.Plan one =
                    new Live.Plan(
                            "100 subscribers there, "
                                    + (perSecond == 0
                                            ? "as fast as it goes"
                                            : perSecond + " events/s"),
                            100,
                            i -> filter,
                            100,
                            perSecond,
                            UNDER_WAY,
                            atMost);
            report.add(Live.run(target, other, one, plain(LIVE_EVENTS)));
        }
    }

    private static String everyPlain() {
        return "{\"kinds\":[%d],\"since\":%d,\"limit\":1}"
                .formatted(Market.PLAIN, Instant.now().getEpochSecond() - 86_400);
    }

    private void broadcast(String what, int subscribers, int perSecond) throws Exception {
        String filter = everyPlain();
        live(what, subscribers, i -> filter, subscribers, perSecond, plain(LIVE_EVENTS));
    }

    private void each(String what, int perSecond, int part) throws Exception {
        int subscribers = 1_000;
        SignedEvents all =
                SignedEvents.load(
                        files.resolve("addressed-" + plan.seed() + ".jsonl"),
                        2 * LIVE_EVENTS,
                        i -> market.plainFor(ADDRESSED + i, market.customer(i % subscribers)));
        live(
                what,
                subscribers,
                i ->
                        "{\"#p\":[\"%s\"],\"kinds\":[%d],\"limit\":1}"
                                .formatted(market.customer(i), Market.PLAIN),
                1,
                perSecond,
                all.slice(part * LIVE_EVENTS, (part + 1) * LIVE_EVENTS));
    }

    private void live(
            String what,
            int subscribers,
            IntFunction<String> filter,
            int perEvent,
            int perSecond,
            SignedEvents events)
            throws Exception {
        Live.Plan one =
                new Live.Plan(what, subscribers, filter, perEvent, perSecond, UNDER_WAY, atMost);
        report.add(Live.run(target, one, events));
    }

    private void query() throws Exception {
        if (plan.stored() > plan.preload()) {
            report.section("Stored before the queries", "acknowledged");
            store(plan.preload(), plan.stored());
        }
        settling.settle();
        report.section("Query over 8 connections, " + plan.stored() + " stored", "answers");
        List<String> ids = market(Math.max(plan.stored(), plan.preload())).ids();
        for (Question question : Question.about(market, ids)) {
            Queries.run(target, question, atMost)
                    .ifPresentOrElse(
                            report::add, () -> report.note(question.what() + ": not answered"));
        }
    }

    private void store(int from, int to) throws Exception {
        SignedEvents all = market(Math.max(plan.stored(), plan.preload()));
        report.add(
                Ingest.run(
                        target,
                        to - from + " market events, 8×256",
                        8,
                        256,
                        all.slice(from, to),
                        Duration.ofHours(1)));
    }

    private void idle() throws Exception {
        long before = kib(target.relay());
        try (WireLoop loop = target.loop("idle")) {
            int open = loop.connect(plan.idle(), (wire, message) -> {}).size();
            memory(open + " idle connections");
            long more = kib(target.relay()) - before;
            if (target.relay() != null) {
                report.note(
                        String.format(
                                Locale.ROOT, "%.1f KiB per connection", (double) more / open));
            }
        }
    }

    private void memory(String when) {
        if (target.relay() != null) {
            String database =
                    target.database() == null ? "" : ", PostgreSQL " + Memory.of(target.database());
            report.note(
                    "Memory (PSS), " + when + ": relay " + Memory.of(target.relay()) + database);
        }
    }

    private static long kib(@Nullable ProcessHandle process) {
        return process == null ? 0 : Memory.of(process).kib();
    }

    /** The next so many that this run has not used. */
    private SignedEvents plain(int count) throws IOException {
        return SignedEvents.of(plainLines(count));
    }

    private List<String> plainLines(int count) throws IOException {
        int from = plainUsed;
        plainUsed += count;
        return SignedEvents.lines(
                files.resolve("plain-%d-%d-%d.jsonl".formatted(plan.seed(), from, count)),
                count,
                i -> market.plain(from + i));
    }

    private SignedEvents market(int count) throws IOException {
        return SignedEvents.load(
                files.resolve("market-%d-%d.jsonl".formatted(plan.seed(), count)),
                count,
                market::event);
    }
}
