package dev.pylon.relay.transfer;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import reactor.core.publisher.Flux;

/** Cuts a stream of bytes at its line feeds. Of a line that is too long only the start is kept. */
final class Lines {
    private final int longest;
    private final ByteArrayOutputStream open = new ByteArrayOutputStream();

    private Lines(int longest) {
        this.longest = longest;
    }

    /** The lines, without their ends, the last one also if nothing ends it; empty ones, too. */
    static Flux<byte[]> of(Flux<DataBuffer> bytes, int longest) {
        return Flux.defer(() -> {
            Lines lines = new Lines(longest);
            return bytes.concatMapIterable(lines::cut, 1)
                    .concatWith(Flux.defer(() -> Flux.fromIterable(lines.rest())));
        });
    }

    private List<byte[]> cut(DataBuffer buffer) {
        List<byte[]> complete = new ArrayList<>();
        try {
            while (buffer.readableByteCount() > 0) {
                int end = buffer.indexOf(b -> b == '\n', buffer.readPosition());
                int length = (end < 0 ? buffer.writePosition() : end) - buffer.readPosition();
                append(buffer, length);
                if (end >= 0) {
                    buffer.read();
                    complete.add(open.toByteArray());
                    open.reset();
                }
            }
        } finally {
            DataBufferUtils.release(buffer);
        }
        return complete;
    }

    private void append(DataBuffer buffer, int length) {
        int kept = Math.min(length, longest + 1 - open.size());
        byte[] part = new byte[kept];
        buffer.read(part);
        open.writeBytes(part);
        buffer.readPosition(buffer.readPosition() + length - kept);
    }

    private List<byte[]> rest() {
        return open.size() == 0 ? List.of() : List.of(open.toByteArray());
    }
}
