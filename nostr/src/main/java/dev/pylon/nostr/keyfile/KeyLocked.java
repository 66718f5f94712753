package dev.pylon.nostr.keyfile;

/** An encrypted key that does not open: its password is wrong, or there is none. */
public final class KeyLocked extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    KeyLocked(String message) {
        super(message);
    }
}
