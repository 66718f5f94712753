package dev.pylon.nostr.key;

import dev.pylon.nostr.event.EventId;
import dev.pylon.nostr.event.PublicKey;
import dev.pylon.nostr.event.Signature;
import dev.pylon.nostr.event.Signer;
import dev.pylon.primitives.Hashes;
import dev.pylon.primitives.Hex;
import dev.pylon.primitives.Secp256k1;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Locale;

/** A secret key. Its text never appears in {@link #toString}, in a message or in an exception. */
public final class SecretKey implements Signer {
    public static final int SIZE = 32;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final byte[] bytes;
    private final PublicKey publicKey;

    private SecretKey(byte[] bytes) {
        if (!Secp256k1.get().isValidSecretKey(bytes)) {
            throw new IllegalArgumentException("not a secret key of secp256k1");
        }
        this.bytes = bytes;
        byte[] compressed = Secp256k1.get().publicKey(bytes);
        this.publicKey = PublicKey.of(Arrays.copyOfRange(compressed, 1, 33));
    }

    public static SecretKey generate() {
        byte[] bytes = new byte[SIZE];
        do {
            RANDOM.nextBytes(bytes);
        } while (!Secp256k1.get().isValidSecretKey(bytes));
        return new SecretKey(bytes);
    }

    /**
     * Takes a copy of 32 bytes.
     *
     * @throws IllegalArgumentException unless these are 32 bytes from 1 to the group's order less
     *     one
     */
    public static SecretKey of(byte[] bytes) {
        return new SecretKey(bytes.clone());
    }

    /**
     * Reads 64 hex digits, upper or lower case.
     *
     * @throws IllegalArgumentException if it is anything else or no valid key
     */
    public static SecretKey fromHex(String hex) {
        if (!hex.matches("[0-9a-fA-F]{64}")) {
            throw new IllegalArgumentException("a secret key in hex is 64 hex digits");
        }
        return new SecretKey(Hex.decode(hex));
    }

    /**
     * Reads an nsec.
     *
     * @throws IllegalArgumentException if it is no nsec (NIP-19)
     */
    public static SecretKey fromNsec(String nsec) {
        if (Nip19.decode(nsec) instanceof Nip19.Nsec decoded) {
            return decoded.key();
        }
        throw new IllegalArgumentException("a secret key in Bech32 begins with nsec1");
    }

    /**
     * Derives the key of m/44'/1237'/account'/0/0 (NIP-06).
     *
     * @param passphrase empty if there is none
     * @param account usually 0
     * @throws IllegalArgumentException if the words are no mnemonic or the account is negative
     */
    public static SecretKey fromMnemonic(String words, String passphrase, int account) {
        return Mnemonic.of(words).secretKey(passphrase, account);
    }

    /**
     * Reads whatever people keep keys as: an nsec, 64 hex digits, or the words of a mnemonic (with
     * no passphrase, account 0).
     *
     * @throws IllegalArgumentException if it is none of them; the message never repeats the text
     */
    public static SecretKey parse(String any) {
        String text = any.strip();
        if (text.toLowerCase(Locale.ROOT).startsWith("nsec1")) {
            return fromNsec(text);
        }
        if (text.indexOf(' ') >= 0 || text.indexOf('\n') >= 0) {
            return fromMnemonic(text, "", 0);
        }
        if (text.length() == 2 * SIZE) {
            return fromHex(text);
        }
        throw new IllegalArgumentException(
                "a secret key is an nsec, 64 hex digits or the words of a mnemonic");
    }

    @Override
    public PublicKey publicKey() {
        return publicKey;
    }

    /** Signs with fresh auxiliary randomness, so two signatures of one event differ. */
    @Override
    public Signature sign(EventId id) {
        byte[] randomness = new byte[32];
        RANDOM.nextBytes(randomness);
        return Signature.of(Secp256k1.get().signSchnorr(id.toBytes(), bytes, randomness));
    }

    /** A fresh copy. */
    public byte[] toBytes() {
        return bytes.clone();
    }

    public String toNsec() {
        return new Nip19.Nsec(this).encode();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SecretKey k && Hashes.constantTimeEquals(bytes, k.bytes);
    }

    @Override
    public int hashCode() {
        return publicKey.hashCode();
    }

    @Override
    public String toString() {
        return "SecretKey[hidden]";
    }
}
