package dev.pylon.primitives;

/**
 * The curve of Bitcoin, Nostr and Lightning. {@link #get()} is libsecp256k1 where its native
 * library loads and BouncyCastle elsewhere (some twenty times slower, and it says so once in the
 * log of whoever asks {@link #implementation()}). Implementations are safe for use by many threads.
 *
 * <p>Keys are passed as bytes: secret keys of 32, x-only public keys of 32 (BIP 340), compressed
 * ones of 33.
 */
public interface Secp256k1 {
    static Secp256k1 get() {
        return Secp256k1Holder.INSTANCE;
    }

    /** {@code native} or {@code bouncycastle}. */
    String implementation();

    /** BIP 340. False for anything that is not a valid signature, whatever its length. */
    boolean verifySchnorr(byte[] signature, byte[] message32, byte[] xOnlyPublicKey);

    /** BIP 340, with 32 bytes of auxiliary randomness. */
    byte[] signSchnorr(byte[] message32, byte[] secretKey, byte[] auxiliaryRandom);

    /** Whether these are 32 bytes from 1 to the group's order less one. */
    boolean isValidSecretKey(byte[] secretKey);

    /** The compressed public key, 33 bytes. */
    byte[] publicKey(byte[] secretKey);

    /** Whether some point has this x. */
    boolean isValidXOnly(byte[] xOnlyPublicKey);

    /**
     * The raw x of secret × point, where the point is the one of even y for this x: NIP-04 and
     * NIP-44.
     *
     * @throws IllegalArgumentException if no point has this x
     */
    byte[] sharedX(byte[] secretKey, byte[] xOnlyPublicKey);

    /**
     * (a + b) modulo the group's order: BIP 32 child keys.
     *
     * @throws IllegalArgumentException if the sum is no valid key
     */
    byte[] addSecretKeys(byte[] a, byte[] b);

    /**
     * ECDSA, deterministic (RFC 6979), low S: 64 bytes r and s, then one byte of recovery id (0 to
     * 3). BOLT 11.
     */
    byte[] signRecoverable(byte[] message32, byte[] secretKey);

    /**
     * The compressed public key that made this 64-byte signature.
     *
     * @throws IllegalArgumentException if there is none
     */
    byte[] recover(byte[] signature64, int recoveryId, byte[] message32);

    /**
     * ECDSA over a 64-byte signature and a compressed key. High S is refused, as BOLT 11 readers
     * do.
     */
    boolean verifyEcdsa(byte[] signature64, byte[] message32, byte[] compressedPublicKey);
}
