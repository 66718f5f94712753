package dev.pylon.bench.micro;

import dev.pylon.nostr.event.Event;
import dev.pylon.nostr.event.Kinds;
import dev.pylon.nostr.filter.Filter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What a relay asks of every event and every subscription. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(1)
public class FilterBenchmark {
    private final Event event = Samples.jobRequest();

    /** A provider's subscription. */
    private final Filter targeted =
            Filter.builder()
                    .kinds(Kinds.TEXT_GENERATION)
                    .tag("p", event.pubkey().hex())
                    .since(event.createdAt() - 600)
                    .build();

    private final Filter otherKind = Filter.builder().kinds(7000).build();
    private final Filter manyTargets = manyTargets();

    /** A thousand values, of which none is the event's. */
    private static Filter manyTargets() {
        List<String> others = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            others.add("%064x".formatted(i));
        }
        return Filter.builder().tag("p", others).build();
    }

    @Benchmark
    public boolean matchKindAndTag() {
        return targeted.matches(event);
    }

    @Benchmark
    public boolean missOnKind() {
        return otherKind.matches(event);
    }

    @Benchmark
    public boolean missAmongThousandTagValues() {
        return manyTargets.matches(event);
    }
}
