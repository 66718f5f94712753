package dev.pylon.nostr.keyfile;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * ChaCha20-Poly1305 with a nonce of 24 bytes (draft-irtf-cfrg-xchacha): HChaCha20 makes a key of
 * the first 16, and the JDK's cipher does the rest.
 */
final class XChaCha20Poly1305 {
    static final int NONCE_BYTES = 24;
    static final int TAG_BYTES = 16;
    private static final int[] CONSTANTS = {0x61707865, 0x3320646e, 0x79622d32, 0x6b206574};

    private XChaCha20Poly1305() {}

    /** The ciphertext and its tag. */
    static byte[] encrypt(byte[] plain, byte[] key, byte[] nonce, byte[] associated) {
        try {
            return cipher(Cipher.ENCRYPT_MODE, plain, key, nonce, associated);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Empty if the key is another, or anything was changed. */
    static Optional<byte[]> decrypt(byte[] sealed, byte[] key, byte[] nonce, byte[] associated) {
        try {
            return Optional.of(cipher(Cipher.DECRYPT_MODE, sealed, key, nonce, associated));
        } catch (AEADBadTagException e) {
            return Optional.empty();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] cipher(int mode, byte[] in, byte[] key, byte[] nonce, byte[] associated)
            throws GeneralSecurityException {
        byte[] subkey = hchacha20(key, Arrays.copyOf(nonce, 16));
        byte[] rest = ByteBuffer.allocate(12).putInt(0).put(nonce, 16, 8).array();
        try {
            Cipher cipher = Cipher.getInstance("ChaCha20-Poly1305");
            cipher.init(mode, new SecretKeySpec(subkey, "ChaCha20"), new IvParameterSpec(rest));
            cipher.updateAAD(associated);
            return cipher.doFinal(in);
        } finally {
            Arrays.fill(subkey, (byte) 0);
        }
    }

    static byte[] hchacha20(byte[] key, byte[] nonce) {
        int[] x = Arrays.copyOf(CONSTANTS, 16);
        ByteBuffer.wrap(key).order(ByteOrder.LITTLE_ENDIAN).asIntBuffer().get(x, 4, 8);
        ByteBuffer.wrap(nonce).order(ByteOrder.LITTLE_ENDIAN).asIntBuffer().get(x, 12, 4);
        for (int round = 0; round < 10; round++) {
            for (int column = 0; column < 4; column++) {
                quarter(x, column, 4 + column, 8 + column, 12 + column);
            }
            for (int i = 0; i < 4; i++) {
                quarter(x, i, 4 + (i + 1) % 4, 8 + (i + 2) % 4, 12 + (i + 3) % 4);
            }
        }
        byte[] subkey = new byte[32];
        ByteBuffer.wrap(subkey)
                .order(ByteOrder.LITTLE_ENDIAN)
                .asIntBuffer()
                .put(x, 0, 4)
                .put(x, 12, 4);
        Arrays.fill(x, 0);
        return subkey;
    }

    private static void quarter(int[] x, int a, int b, int c, int d) {
        x[a] += x[b];
        x[d] = Integer.rotateLeft(x[d] ^ x[a], 16);
        x[c] += x[d];
        x[b] = Integer.rotateLeft(x[b] ^ x[c], 12);
        x[a] += x[b];
        x[d] = Integer.rotateLeft(x[d] ^ x[a], 8);
        x[c] += x[d];
        x[b] = Integer.rotateLeft(x[b] ^ x[c], 7);
    }
}
