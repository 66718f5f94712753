package dev.pylon.bench.micro;

import dev.pylon.nostr.event.Event;
import dev.pylon.nostr.message.ClientMessage;
import dev.pylon.nostr.message.MessageCodec;
import java.nio.charset.StandardCharsets;
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

/** Reading and writing messages between clients and relays. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(1)
public class CodecBenchmark {
    private final Event request = Samples.jobRequest();
    private final Event result = Samples.longResult();
    private final byte[] requestBytes = message(request);
    private final byte[] resultBytes = message(result);

    private static byte[] message(Event event) {
        return new ClientMessage.Publish(event).toJson().getBytes(StandardCharsets.UTF_8);
    }

    @Benchmark
    public ClientMessage readRequest() {
        return MessageCodec.readClient(requestBytes);
    }

    @Benchmark
    public ClientMessage readLongResult() {
        return MessageCodec.readClient(resultBytes);
    }

    @Benchmark
    public byte[] writeRequest() {
        return request.toJsonBytes();
    }

    @Benchmark
    public byte[] writeLongResult() {
        return result.toJsonBytes();
    }

    /** The SHA-256 over an event's canonical form, which every event read from a relay costs. */
    @Benchmark
    public boolean checkIdOfRequest() {
        return request.hasValidId();
    }
}
