package dev.pylon.nostr.sync;

import java.io.ByteArrayOutputStream;

/** Writes one message. Times are written as what they are later than the one before. */
final class SyncWriter {
    static final byte VERSION = 0x61;
    static final int SKIP = 0;
    static final int FINGERPRINT = 1;
    static final int ID_LIST = 2;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private long lastTime;

    SyncWriter() {
        out.write(VERSION);
    }

    int size() {
        return out.size();
    }

    byte[] toBytes() {
        return out.toByteArray();
    }

    void skip(SyncBound bound) {
        bound(bound);
        varint(SKIP, out);
    }

    void fingerprint(SyncBound bound, byte[] fingerprint) {
        bound(bound);
        varint(FINGERPRINT, out);
        out.writeBytes(fingerprint);
    }

    void ids(SyncBound bound, SyncSet set, int from, int to) {
        bound(bound);
        varint(ID_LIST, out);
        varint(to - from, out);
        for (int i = from; i < to; i++) {
            set.writeId(i, out);
        }
    }

    private void bound(SyncBound bound) {
        if (bound.time() == SyncBound.INFINITY) {
            varint(0, out);
        } else {
            varint(bound.time() - lastTime + 1, out);
        }
        lastTime = bound.time();
        varint(bound.idPrefix().length, out);
        out.writeBytes(bound.idPrefix());
    }

    /** Base 128, the most significant digit first. */
    static void varint(long value, ByteArrayOutputStream out) {
        int digits = 1;
        while (digits < 9 && value >>> (7 * digits) != 0) {
            digits++;
        }
        for (int i = digits - 1; i > 0; i--) {
            out.write((int) (value >>> (7 * i) & 0x7f) | 0x80);
        }
        out.write((int) (value & 0x7f));
    }
}
