package dev.pylon.nostr.sync;

import dev.pylon.nostr.event.EventId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Range-based set reconciliation, version 0x61, as NIP-77 has it. Each side answers the other's
 * message; the side that began learns which ids it lacks, and which the other lacks. Safe for use
 * by many threads, since it keeps nothing between messages.
 */
public final class Negentropy {
    private static final int BUCKETS = 16;

    /** What a message may grow beyond its limit by the last range. */
    private static final int RESERVE = 200;

    private final SyncSet own;
    private final int maxBytes;

    /**
     * What the side that began learned from an answer.
     *
     * @param have ids that only this side has
     * @param need ids that only the other side has
     * @param next what to send; empty when all is known
     */
    @SuppressWarnings("ArrayRecordComponent")
    public record Learned(List<EventId> have, List<EventId> need, byte[] next) {}

    /**
     * @param maxBytes of one message, about
     */
    public Negentropy(SyncSet own, int maxBytes) {
        this.own = own;
        this.maxBytes = maxBytes;
    }

    /** The first message of the side that begins. */
    public byte[] begin() {
        SyncWriter out = new SyncWriter();
        split(0, own.size(), SyncBound.END, out);
        return out.toBytes();
    }

    /**
     * The answer of the side that was asked. For another version than ours it is the byte of ours.
     *
     * @throws MalformedSync if this is no message
     */
    public byte[] answer(byte[] message) {
        return new Turn(message, false).run();
    }

    /**
     * What the side that began learns from an answer.
     *
     * @throws MalformedSync if this is no message, or not of our version
     */
    public Learned learn(byte[] answer) {
        Turn turn = new Turn(answer, true);
        byte[] next = turn.run();
        return new Learned(turn.have, turn.need, next.length == 1 ? new byte[0] : next);
    }

    private void split(int from, int to, SyncBound end, SyncWriter out) {
        int count = to - from;
        if (count < BUCKETS * 2) {
            out.ids(end, own, from, to);
            return;
        }
        int at = from;
        for (int i = 0; i < BUCKETS; i++) {
            int next = at + count / BUCKETS + (i < count % BUCKETS ? 1 : 0);
            SyncBound bound = next == to ? end : own.boundBefore(next);
            out.fingerprint(bound, own.fingerprint(at, next));
            at = next;
        }
    }

    /** One message being answered. */
    private final class Turn {
        private final SyncReader in;
        private final boolean began;
        private final SyncWriter out = new SyncWriter();
        private final List<EventId> have = new ArrayList<>();
        private final List<EventId> need = new ArrayList<>();
        private SyncBound before = SyncBound.START;
        private boolean skipping;
        private int index;

        Turn(byte[] message, boolean began) {
            in = new SyncReader(message);
            this.began = began;
        }

        byte[] run() {
            int version = in.nextByte();
            if (version != SyncWriter.VERSION) {
                if (began || version < 0x60 || version > 0x6f) {
                    throw new MalformedSync("the version is not 0x61");
                }
                return out.toBytes();
            }
            while (in.more()) {
                SyncBound end = in.bound();
                int upper = range(end);
                if (out.size() > maxBytes - RESERVE) {
                    out.fingerprint(SyncBound.END, own.fingerprint(upper, own.size()));
                    break;
                }
                index = upper;
                before = end;
            }
            return out.toBytes();
        }

        /** Answers one range, and says how far in the own set the answer goes. */
        private int range(SyncBound end) {
            int upper = own.lowerBound(index, end);
            long mode = in.varint();
            if (mode == SyncWriter.SKIP) {
                skipping = true;
            } else if (mode == SyncWriter.FINGERPRINT) {
                if (java.util.Arrays.equals(in.next(16), own.fingerprint(index, upper))) {
                    skipping = true;
                } else {
                    sayWhatWasSkipped();
                    split(index, upper, end, out);
                }
            } else if (mode == SyncWriter.ID_LIST) {
                Set<EventId> theirs = ids();
                if (began) {
                    skipping = true;
                    compare(theirs, upper);
                } else {
                    sayWhatWasSkipped();
                    return list(upper, end);
                }
            } else {
                throw new MalformedSync("no such mode: " + mode);
            }
            return upper;
        }

        private void sayWhatWasSkipped() {
            if (skipping) {
                skipping = false;
                out.skip(before);
            }
        }

        private Set<EventId> ids() {
            int count = in.length(SyncSet.ID);
            Set<EventId> ids = HashSet.newHashSet(count);
            for (int i = 0; i < count; i++) {
                ids.add(EventId.of(in.next(SyncSet.ID)));
            }
            return ids;
        }

        private void compare(Set<EventId> theirs, int upper) {
            for (int i = index; i < upper; i++) {
                EventId id = own.id(i);
                if (!theirs.remove(id)) {
                    have.add(id);
                }
            }
            need.addAll(theirs);
        }

        /** As many of the own ids as fit. */
        private int list(int upper, SyncBound end) {
            int room = Math.max(0, maxBytes - RESERVE - out.size()) / SyncSet.ID + 1;
            if (upper - index <= room) {
                out.ids(end, own, index, upper);
                return upper;
            }
            int last = index + room;
            out.ids(own.boundAt(last), own, index, last);
            return last;
        }
    }
}
