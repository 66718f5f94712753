package dev.pylon.nostr.crypto;

/**
 * A text that can't be decrypted. The message says at which step, and nothing of what is inside.
 */
public final class DecryptionFailed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    DecryptionFailed(String message) {
        super(message, null, false, false);
    }
}
