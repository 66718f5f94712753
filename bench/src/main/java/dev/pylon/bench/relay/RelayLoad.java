package dev.pylon.bench.relay;

import dev.pylon.nostr.key.SecretKey;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures a relay as its clients see it: ours in a process of its own, or one that runs. */
@Command(
        name = "relay",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        description = "Measure a relay: what it takes in, hands on and looks up")
public final class RelayLoad implements Callable<Integer> {
    @Option(
            names = "--url",
            paramLabel = "WS",
            description = "Measure a relay that runs already (ws://host:port), not one of ours")
    private @Nullable URI url;

    @Option(names = "--pid", description = "Of the relay behind --url, to read its CPU and memory")
    private long pid;

    @Option(
            names = "--cases",
            split = ",",
            description = "Which of warm-up, ingest, import, live, query, replicas, idle")
    private Set<String> cases =
            Set.of("warm-up", "ingest", "import", "live", "query", "replicas", "idle");

    @Option(names = "--events", description = "Of each ingest case, at most")
    private int events = 60_000;

    @Option(names = "--seconds", description = "Each case takes at most")
    private int seconds = 10;

    @Option(names = "--preload", description = "Market events stored before the ingest cases")
    private int preload;

    @Option(names = "--stored", description = "Market events stored before the queries")
    private int stored = 100_000;

    @Option(names = "--idle", description = "Connections of the idle case")
    private int idle = 10_000;

    @Option(
            names = "--seed",
            description = "Of keys and texts; a relay that was measured before needs another one")
    private long seed = 1;

    @Option(names = "--jfr", paramLabel = "FILE", description = "Record the relay's JVM")
    private @Nullable Path recording;

    @Option(
            names = "--relay-lib",
            paramLabel = "DIR",
            description = "Jars of another build of the relay; without it, this build's")
    private @Nullable Path lib;

    @Option(
            names = "--jvm",
            paramLabel = "OPTION",
            description = "For the relay's JVM; may be repeated")
    private List<String> jvm = List.of("-XX:+UseCompactObjectHeaders");

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "A setting of the relay; may be repeated")
    private List<String> settings = List.of();

    @Option(names = "--out", description = "The folder of the table and of signed events")
    private Path out = Path.of("bench", "target");

    public static void main(String... args) {
        System.exit(new CommandLine(new RelayLoad()).execute(args));
    }

    @Override
    public Integer call() throws Exception {
        SecretKey key = SecretKey.generate();
        Plan plan = new Plan(cases, events, seconds, preload, stored, idle, seed);
        if (url != null) {
            ProcessHandle process = pid == 0 ? null : ProcessHandle.of(pid).orElseThrow();
            new Run(plan, new Target(url, key, process, null, null), () -> {}, null, out).all();
            return 0;
        }
        List<String> options = new ArrayList<>(jvm);
        if (recording != null) {
            options.add(
                    "-XX:StartFlightRecording=settings=profile,filename="
                            + recording.toAbsolutePath());
        }
        String classpath =
                lib == null
                        ? System.getProperty("java.class.path")
                        : lib.toAbsolutePath().resolve("*").toString();
        List<String> arguments = settings.stream().map(setting -> "--" + setting).toList();
        try (OwnRelay relay = OwnRelay.prepare(classpath, options, arguments)) {
            new Run(plan, relay.launch(key), relay::analyze, () -> relay.launch(key), out).all();
        }
        return 0;
    }

    /** What is to be measured; the options say what each means. */
    record Plan(
            Set<String> cases,
            int events,
            int seconds,
            int preload,
            int stored,
            int idle,
            long seed) {}
}
