package dev.pylon.nostr.sync;

/** Bytes that are no message of NIP-77's protocol. It carries no stack trace. */
public final class MalformedSync extends RuntimeException {
    private static final long serialVersionUID = 1L;

    MalformedSync(String reason) {
        super(reason, null, false, false);
    }
}
