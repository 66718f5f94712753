package dev.pylon.relay.connection;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pylon.relay.metrics.RelayMetrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What clients that take nothing cost all together. */
class OutboundTotalTest {
    private static final byte[] PREFIX = "[\"EVENT\",\"s\",".getBytes(UTF_8);
    private static final long MUCH = 100_000_000;
    private final RelayMetrics metrics = new RelayMetrics(new SimpleMeterRegistry());

    @Test
    void anEventThatManyWaitForIsInMemoryOnce() {
        OutboundTotal total = new OutboundTotal(MUCH);
        List<Stuck> clients = IntStream.range(0, 50).mapToObj(i -> new Stuck(total)).toList();
        clients.forEach(client -> client.outbound.send(PREFIX, new byte[100_000]));
        long first = total.held();

        byte[] event = new byte[1_000_000];
        clients.forEach(client -> client.outbound.send(PREFIX, event));

        assertThat(total.held() - first).isBetween(1_000_000L, 1_010_000L);
        clients.forEach(client -> client.outbound.closed());
        assertThat(total.held()).isZero();
    }

    @Test
    void whoIsFurthestBehindIsCutOffWhenAllTogetherAreTooFarBehind() {
        OutboundTotal total = new OutboundTotal(1_000_000);
        Stuck modest = new Stuck(total);
        Stuck greedy = new Stuck(total);
        modest.outbound.send(PREFIX, new byte[100_000]);
        for (int i = 0; i < 7; i++) {
            greedy.outbound.send(PREFIX, new byte[100_000]);
        }
        assertThat(total.isScarce()).isTrue();
        assertThat(greedy.channel.isOpen()).isTrue();

        modest.outbound.send(PREFIX, new byte[250_000]);

        assertThat(greedy.channel.isOpen()).isFalse();
        assertThat(modest.channel.isOpen()).isTrue();
        assertThat(total.held()).isBetween(350_000L, 360_000L);
        modest.takeAll();
        assertThat(modest.taken).hasSize(2);
        assertThat(total.held()).isZero();
    }

    @Test
    void whatWaitedIsWrittenInItsOrderAsTheSocketTakesIt() {
        OutboundTotal total = new OutboundTotal(MUCH);
        Stuck client = new Stuck(total);
        List<String> sent = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            String event = "{\"n\":" + i + ",\"x\":\"" + "x".repeat(5000) + "\"}";
            client.outbound.send(PREFIX, event.getBytes(UTF_8));
            sent.add("[\"EVENT\",\"s\"," + event + "]");
        }
        assertThat(client.writes).as("what is copied for the socket").hasSizeLessThan(20);

        client.takeAll();

        assertThat(client.taken).isEqualTo(sent);
        assertThat(client.outbound.owed()).isZero();
    }

    /** A client whose socket takes something only when it is told to. */
    private final class Stuck extends ChannelOutboundHandlerAdapter {
        private record Write(String text, ChannelPromise done) {}

        private final Queue<Write> writes = new ArrayDeque<>();
        private final List<String> taken = new ArrayList<>();
        private final EmbeddedChannel channel = new EmbeddedChannel(this);
        private final Outbound outbound;

        private Stuck(OutboundTotal total) {
            outbound = new Outbound(channel, MUCH, total, metrics);
        }

        @Override
        public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
            TextWebSocketFrame frame = (TextWebSocketFrame) message;
            writes.add(new Write(frame.text(), promise));
            frame.release();
        }

        void takeAll() {
            channel.runPendingTasks();
            for (Write next = writes.poll(); next != null; next = writes.poll()) {
                taken.add(next.text);
                next.done.setSuccess();
                channel.runPendingTasks();
            }
        }
    }
}
