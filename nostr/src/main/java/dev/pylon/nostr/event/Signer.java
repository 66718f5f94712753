package dev.pylon.nostr.event;

/** Who can sign events: a secret key, or something that holds one. */
public interface Signer {
    PublicKey publicKey();

    Signature sign(EventId id);
}
