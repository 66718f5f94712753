package dev.pylon.nostr.crypto;

import dev.pylon.nostr.event.PublicKey;
import dev.pylon.nostr.key.SecretKey;
import dev.pylon.primitives.Secp256k1;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * NIP-04: AES-256-CBC under the raw x of the shared point. It has no authentication, so what it
 * decrypts may have been changed on the way; it is here for those who speak nothing better.
 */
public final class Nip04 {
    private static final String SEPARATOR = "?iv=";
    private static final int IV_BYTES = 16;
    private static final SecureRandom RANDOM = new SecureRandom();

    private Nip04() {}

    /**
     * @throws IllegalArgumentException if the other key is no point on the curve
     */
    public static String encrypt(String plain, SecretKey mine, PublicKey theirs) {
        byte[] iv = new byte[IV_BYTES];
        RANDOM.nextBytes(iv);
        try {
            byte[] sealed =
                    cipher(Cipher.ENCRYPT_MODE, mine, theirs, iv)
                            .doFinal(plain.getBytes(StandardCharsets.UTF_8));
            Base64.Encoder base64 = Base64.getEncoder();
            return base64.encodeToString(sealed) + SEPARATOR + base64.encodeToString(iv);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * @throws DecryptionFailed if it is no NIP-04 text or of other keys
     */
    public static String decrypt(String payload, SecretKey mine, PublicKey theirs) {
        int separator = payload.indexOf(SEPARATOR);
        if (separator < 0) {
            throw new DecryptionFailed("there is no ?iv= in it");
        }
        try {
            byte[] sealed = Base64.getDecoder().decode(payload.substring(0, separator));
            byte[] iv =
                    Base64.getDecoder().decode(payload.substring(separator + SEPARATOR.length()));
            if (sealed.length == 0) {
                throw new DecryptionFailed("there is nothing before its ?iv=");
            }
            if (iv.length != IV_BYTES) {
                throw new DecryptionFailed("its iv has not 16 bytes");
            }
            return text(cipher(Cipher.DECRYPT_MODE, mine, theirs, iv).doFinal(sealed));
        } catch (IllegalArgumentException e) {
            throw new DecryptionFailed("it is not base64, or the other key is none");
        } catch (GeneralSecurityException e) {
            throw new DecryptionFailed("it was made with other keys");
        }
    }

    /** Without authentication, this is what tells one wrong key in 256 from a right one. */
    private static String text(byte[] utf8) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString();
        } catch (CharacterCodingException e) {
            throw new DecryptionFailed("what is inside is not UTF-8: it was made with other keys");
        }
    }

    private static Cipher cipher(int mode, SecretKey mine, PublicKey theirs, byte[] iv)
            throws GeneralSecurityException {
        byte[] shared = Secp256k1.get().sharedX(mine.toBytes(), theirs.value().toBytes());
        Cipher cipher = Cipher.getInstance("AES/CBC/PKCS5Padding");
        cipher.init(mode, new SecretKeySpec(shared, "AES"), new IvParameterSpec(iv));
        return cipher;
    }
}
