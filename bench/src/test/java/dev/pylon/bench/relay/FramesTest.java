package dev.pylon.bench.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FramesTest {
    private final List<String> found = new ArrayList<>();
    private final Frames.Sink sink =
            new Frames.Sink() {
                @Override
                public void text(byte[] bytes, int from, int to) {
                    found.add(new String(bytes, from, to - from, StandardCharsets.UTF_8));
                }

                @Override
                public void ping(byte[] payload) {
                    found.add("ping " + payload.length);
                }

                @Override
                public void close() {
                    found.add("close");
                }
            };

    @ParameterizedTest
    @ValueSource(ints = {0, 125, 126, 65_535, 65_536, 200_000})
    void readsEveryFormOfLength(int length) {
        byte[] stream = server(0x81, "x".repeat(length));

        assertThat(Frames.scan(stream, 0, stream.length, sink)).isEqualTo(stream.length);
        assertThat(found).containsExactly("x".repeat(length));
    }

    @Test
    void findsTheSameFramesWhereverTheStreamIsCut() {
        byte[] stream =
                join(server(0x81, "one"), server(0x89, "ab"), server(0x81, "y".repeat(300)));
        for (int cut = 0; cut <= stream.length; cut++) {
            found.clear();
            int used = Frames.scan(stream, 0, cut, sink);
            assertThat(Frames.scan(stream, used, stream.length, sink)).isEqualTo(stream.length);
            assertThat(found).containsExactly("one", "ping 2", "y".repeat(300));
        }
    }

    @Test
    void tellsOfAMessageInPartsOnce() {
        byte[] stream = join(server(0x01, "first"), server(0x00, "second"), server(0x80, "last"));

        Frames.scan(stream, 0, stream.length, sink);

        assertThat(found).containsExactly("first");
    }

    @ParameterizedTest
    @ValueSource(ints = {5, 126, 70_000})
    void writesFramesThatAreTheirPayloadBehindAMaskOfZeros(int length) {
        byte[] frame = Frames.text("x".repeat(length).getBytes(StandardCharsets.US_ASCII));
        assertThatThrownBy(() -> Frames.scan(frame, 0, frame.length, sink))
                .as("it has the client's mask bit")
                .isInstanceOf(IllegalStateException.class);

        frame[1] &= 0x7f;
        int used = Frames.scan(frame, 0, frame.length, sink);

        assertThat(used).as("all but the four bytes of the mask").isEqualTo(frame.length - 4);
        assertThat(found.getFirst()).isEqualTo("\0\0\0\0" + "x".repeat(length - 4));
    }

    static byte[] server(int first, String payload) {
        byte[] client = Frames.text(payload.getBytes(StandardCharsets.UTF_8));
        int header = client.length - payload.length() - 4;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(first);
        out.write(client[1] & 0x7f);
        out.write(client, 2, header - 2);
        out.write(client, header + 4, payload.length());
        return out.toByteArray();
    }

    private static byte[] join(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }
}
