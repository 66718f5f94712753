package dev.pylon.bench;

import dev.pylon.cli.home.Home;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Measures paid jobs from the REST request to the result: over a relay, with a quote and a payment,
 * and a model that answers at once. Prints Markdown.
 */
@Command(
        name = "round-trip",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        description = "Measure paid jobs from the REST request to the result")
public final class RoundTrip implements Callable<Integer> {
    private static final double NANOS_PER_MS = 1e6;
    private static final int DIGITS = 3;

    @Option(
            names = "--home",
            paramLabel = "DIR",
            description =
                    "Measure a Pylon that runs already; without it, one is made, started, and removed")
    private @Nullable Path running;

    @Option(names = "--jobs", description = "Jobs that are measured, of each kind of run")
    private int jobs = 300;

    @Option(names = "--warm-up", description = "Jobs before that, which are not")
    private int warmUp = 200;

    @Option(names = "--concurrency", description = "Jobs at a time in the second run")
    private int concurrency = 8;

    @Option(names = "--port-offset", description = "Of the Pylon that is made")
    private int portOffset = 20_000;

    @Option(names = "--model-port", description = "Of the instant model; 0 is any")
    private int modelPort;

    private final PrintStream out = System.out;

    public static void main(String... args) {
        System.exit(new CommandLine(new RoundTrip()).execute(args));
    }

    @Override
    public Integer call() throws Exception {
        try (InstantModel model = InstantModel.start(modelPort)) {
            if (running != null) {
                measure(new Home(running));
                return 0;
            }
            try (TemporaryPylon pylon = TemporaryPylon.create(portOffset, model.url())) {
                Duration first = pylon.up();
                pylon.down();
                pylon.awaitPreparedClasses();
                Duration second = pylon.up();
                String idle = "%s | %s".formatted(pylon.services(), pylon.postgres());
                measure(pylon.home());
                out.println();
                out.println("| Start | until ready |");
                out.println("| --- | --: |");
                out.println("| first, with a new database | " + seconds(first) + " |");
                out.println("| again, its classes prepared | " + seconds(second) + " |");
                out.println();
                out.println("| Memory (PSS) | services | PostgreSQL |");
                out.println("| --- | --: | --: |");
                out.println("| when ready | " + idle + " |");
                out.printf("| after the jobs | %s | %s |%n", pylon.services(), pylon.postgres());
            }
        }
        return 0;
    }

    private void measure(Home home) {
        Buyer buyer = new Buyer(home);
        buyer.modelOnOffer().block();
        buyer.buy(warmUp, concurrency).blockLast();

        List<Buyer.Bought> oneByOne = bought(buyer, 1);
        long start = System.nanoTime();
        List<Buyer.Bought> atOnce = bought(buyer, concurrency);
        double took = (System.nanoTime() - start) / 1e9;

        MarkdownTable table = new MarkdownTable().add("Round trip", nanos(oneByOne), NANOS_PER_MS);
        stages(buyer, oneByOne)
                .byName()
                .forEach((stage, times) -> table.add("of it, " + stage, times, 1));
        table.add("Round trip, " + concurrency + " at a time", nanos(atOnce), NANOS_PER_MS);
        out.println(table);
        out.println();
        out.printf(
                Locale.ROOT,
                "%.1f jobs/s with %d at a time, %.1f one by one. JDK %s, %d CPUs.%n",
                jobs / took,
                concurrency,
                1e9 / oneByOne.stream().mapToLong(Buyer.Bought::nanos).average().orElseThrow(),
                System.getProperty("java.version"),
                Runtime.getRuntime().availableProcessors());
    }

    private List<Buyer.Bought> bought(Buyer buyer, int atATime) {
        List<Buyer.Bought> all = buyer.buy(jobs, atATime).collectList().block();
        if (all == null || all.size() != jobs) {
            throw new IllegalStateException("some jobs came to nothing");
        }
        return all;
    }

    private static Histogram nanos(List<Buyer.Bought> all) {
        Histogram times = new Histogram(DIGITS);
        all.forEach(one -> times.recordValue(one.nanos()));
        return times;
    }

    private static Stages stages(Buyer buyer, List<Buyer.Bought> all) {
        Stages stages = new Stages();
        for (Buyer.Bought one : all) {
            var job = buyer.job(one.id()).block();
            if (job != null) {
                stages.add(job.timings());
            }
        }
        return stages;
    }

    private static String seconds(Duration duration) {
        return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0);
    }
}
