package dev.pylon.relayclient;

/** Where a pool stands with one of its relays. */
public enum RelayState {
    /** The first attempt, or a new one, is under way. */
    CONNECTING,
    /** Connected; not authenticated, or not asked to. */
    CONNECTED,
    /** Connected, and the relay has said OK to our authentication (NIP-42). */
    AUTHENTICATED,
    /** Not connected; a new attempt comes by itself. */
    DISCONNECTED,
    /** Taken out of the pool, or the pool is closed. */
    CLOSED;

    public boolean isConnected() {
        return this == CONNECTED || this == AUTHENTICATED;
    }
}
