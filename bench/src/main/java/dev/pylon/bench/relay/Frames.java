package dev.pylon.bench.relay;

import java.util.Arrays;

/**
 * WebSocket frames (RFC 6455), as little of them as a load generator needs. What it sends is masked
 * with a key of zeros, so that one array serves all connections.
 */
final class Frames {
    private static final int FINAL = 0x80;
    private static final int MASKED = 0x80;
    private static final int TEXT = 1;
    private static final int CLOSE = 8;
    private static final int PING = 9;
    private static final int PONG = 10;

    /** What a scan finds. Arrays are valid during the call only. */
    interface Sink {
        /** A message, or the first part of one: its label stands there. */
        void text(byte[] bytes, int from, int to);

        void ping(byte[] payload);

        void close();
    }

    private Frames() {}

    static byte[] text(byte[] payload) {
        return client(TEXT, payload);
    }

    static byte[] pong(byte[] payload) {
        return client(PONG, payload);
    }

    /** Tells the sink of every whole frame, and returns where the first one begins that is not. */
    static int scan(byte[] bytes, int from, int to, Sink sink) {
        int at = from;
        while (to - at >= 2) {
            int first = bytes[at] & 0xff;
            int size = bytes[at + 1] & 0xff;
            if (size >= MASKED) {
                throw new IllegalStateException("the relay masks its frames, which RFC 6455 bars");
            }
            int header = size < 126 ? 2 : size == 126 ? 4 : 10;
            if (to - at < header) {
                return at;
            }
            long length = header == 2 ? size : number(bytes, at + 2, header - 2);
            if (length > Integer.MAX_VALUE - 64) {
                throw new IllegalStateException("a frame of " + length + " bytes");
            }
            if (to - at - header < length) {
                return at;
            }
            int end = at + header + (int) length;
            tell(sink, first & 0x0f, bytes, at + header, end);
            at = end;
        }
        return at;
    }

    private static void tell(Sink sink, int opcode, byte[] bytes, int from, int to) {
        switch (opcode) {
            case TEXT -> sink.text(bytes, from, to);
            case PING -> sink.ping(Arrays.copyOfRange(bytes, from, to));
            case CLOSE -> sink.close();
            default -> {
                // a pong, or the rest of a message whose label was read
            }
        }
    }

    private static long number(byte[] bytes, int from, int count) {
        long value = 0;
        for (int i = 0; i < count; i++) {
            value = value << 8 | bytes[from + i] & 0xff;
        }
        return value;
    }

    private static byte[] client(int opcode, byte[] payload) {
        int extra = payload.length < 126 ? 0 : payload.length < 65_536 ? 2 : 8;
        byte[] frame = new byte[2 + extra + 4 + payload.length];
        frame[0] = (byte) (FINAL | opcode);
        frame[1] = (byte) (MASKED | (extra == 0 ? payload.length : extra == 2 ? 126 : 127));
        for (int i = 0; i < extra; i++) {
            frame[2 + i] = (byte) ((long) payload.length >>> 8 * (extra - 1 - i));
        }
        System.arraycopy(payload, 0, frame, frame.length - payload.length, payload.length);
        return frame;
    }
}
