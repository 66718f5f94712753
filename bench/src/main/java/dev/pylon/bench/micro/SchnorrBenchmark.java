package dev.pylon.bench.micro;

import dev.pylon.nostr.event.Event;
import dev.pylon.nostr.event.Signature;
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

/** Signatures by libsecp256k1 and, for machines without it, by BouncyCastle. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class SchnorrBenchmark {
    private static final String NATIVE_ACCESS = "--enable-native-access=ALL-UNNAMED";
    private static final String BOUNCY_CASTLE = "-Dpylon.secp256k1=bouncycastle";

    private final Event event = Samples.jobRequest();

    @Benchmark
    @Fork(value = 1, jvmArgsAppend = NATIVE_ACCESS)
    public boolean verifyNative() {
        return event.hasValidSignature();
    }

    @Benchmark
    @Fork(
            value = 1,
            jvmArgsAppend = {NATIVE_ACCESS, BOUNCY_CASTLE})
    public boolean verifyBouncyCastle() {
        return event.hasValidSignature();
    }

    @Benchmark
    @Fork(value = 1, jvmArgsAppend = NATIVE_ACCESS)
    public Signature signNative() {
        return Samples.KEY.sign(event.id());
    }

    @Benchmark
    @Fork(
            value = 1,
            jvmArgsAppend = {NATIVE_ACCESS, BOUNCY_CASTLE})
    public Signature signBouncyCastle() {
        return Samples.KEY.sign(event.id());
    }
}
