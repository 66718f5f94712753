package dev.pylon.nostr.market;

import dev.pylon.nostr.crypto.Nip04;
import dev.pylon.nostr.crypto.Nip44;
import dev.pylon.nostr.event.PublicKey;
import dev.pylon.nostr.json.Surrogates;
import dev.pylon.nostr.key.SecretKey;

/**
 * How the private parts of a job travel. NIP-90 says NIP-04; clients use NIP-44; an answer uses
 * what its request did.
 */
public enum Encryption {
    NONE,
    NIP04,
    NIP44;

    /**
     * The most bytes of UTF-8 that one content can carry, before it is encrypted. What is larger
     * can't be sent this way: templates throw {@link IllegalArgumentException}.
     */
    public int maxBytes() {
        return this == NIP44 ? Nip44.MAX_PLAIN : Integer.MAX_VALUE;
    }

    String encrypt(String text, SecretKey mine, PublicKey theirs) {
        String plain = Surrogates.replaceLone(text);
        return switch (this) {
            case NONE -> plain;
            case NIP04 -> Nip04.encrypt(plain, mine, theirs);
            case NIP44 -> Nip44.encrypt(plain, mine, theirs);
        };
    }

    String decrypt(String content, SecretKey mine, PublicKey theirs) {
        return switch (this) {
            case NONE -> content;
            case NIP04 -> Nip04.decrypt(content, mine, theirs);
            case NIP44 -> Nip44.decrypt(content, mine, theirs);
        };
    }

    /** Told from the form of the ciphertext: only NIP-04 has an {@code ?iv=}. */
    static Encryption of(String ciphertext) {
        return ciphertext.contains("?iv=") ? NIP04 : NIP44;
    }
}
