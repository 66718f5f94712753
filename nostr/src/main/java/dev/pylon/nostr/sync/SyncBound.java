package dev.pylon.nostr.sync;

/**
 * Where a range ends: below this time and id. What the prefix of the id lacks is zero.
 *
 * @param time {@link #INFINITY} for the end of everything
 */
@SuppressWarnings("ArrayRecordComponent")
record SyncBound(long time, byte[] idPrefix) {
    static final long INFINITY = Long.MAX_VALUE;
    static final SyncBound START = new SyncBound(0, new byte[0]);
    static final SyncBound END = new SyncBound(INFINITY, new byte[0]);
}
