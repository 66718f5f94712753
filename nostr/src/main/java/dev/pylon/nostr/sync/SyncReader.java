package dev.pylon.nostr.sync;

import java.util.Arrays;

/** Reads one message. */
final class SyncReader {
    private final byte[] in;
    private int at;
    private long lastTime;

    SyncReader(byte[] in) {
        this.in = in;
    }

    boolean more() {
        return at < in.length;
    }

    int nextByte() {
        if (at >= in.length) {
            throw new MalformedSync("the message ends too early");
        }
        return in[at++] & 0xff;
    }

    byte[] next(int length) {
        if (length > in.length - at) {
            throw new MalformedSync("the message ends too early");
        }
        at += length;
        return Arrays.copyOfRange(in, at - length, at);
    }

    long varint() {
        long value = 0;
        for (int digits = 0; digits < 9; digits++) {
            int next = nextByte();
            value = value << 7 | next & 0x7f;
            if (next < 0x80) {
                return value;
            }
        }
        throw new MalformedSync("a number is too long");
    }

    /** A length that this message can hold. */
    int length(int unit) {
        long count = varint();
        if (count < 0 || count > (in.length - at) / unit) {
            throw new MalformedSync("the message ends too early");
        }
        return (int) count;
    }

    SyncBound bound() {
        long encoded = varint();
        long time = SyncBound.INFINITY;
        if (encoded > 0 && lastTime != SyncBound.INFINITY) {
            time = lastTime + encoded - 1;
            if (time < lastTime) {
                time = SyncBound.INFINITY;
            }
        }
        lastTime = time;
        long length = varint();
        if (length > SyncSet.ID) {
            throw new MalformedSync("an id has 32 bytes at most");
        }
        return new SyncBound(time, next((int) length));
    }
}
