package dev.pylon.nostr.crypto;

import dev.pylon.nostr.event.PublicKey;
import dev.pylon.nostr.key.SecretKey;
import dev.pylon.primitives.Hashes;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import org.bouncycastle.crypto.engines.ChaCha7539Engine;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.crypto.params.ParametersWithIV;

/**
 * NIP-44 version 2: ChaCha20 and HMAC-SHA256 under keys derived from the shared point, with the
 * length padded.
 */
public final class Nip44 {
    static final int MIN_PLAIN = 1;

    /** The most bytes of UTF-8 that can be encrypted. */
    public static final int MAX_PLAIN = 65_535;

    private static final int VERSION = 2;
    private static final int NONCE_BYTES = 32;
    private static final int MAC_BYTES = 32;
    private static final int MIN_PAYLOAD = 132;
    private static final int MAX_PAYLOAD = 87_472;
    private static final int MIN_DECODED = 99;
    private static final ConversationKeys KEYS = new ConversationKeys(1_024);
    private static final SecureRandom RANDOM = new SecureRandom();

    private Nip44() {}

    /**
     * @throws IllegalArgumentException if the text is empty or has more than 65,535 bytes, or the
     *     other key is no point on the curve
     */
    public static String encrypt(String plain, SecretKey mine, PublicKey theirs) {
        byte[] nonce = new byte[NONCE_BYTES];
        RANDOM.nextBytes(nonce);
        return encrypt(plain, conversationKey(mine, theirs), nonce);
    }

    /**
     * @throws DecryptionFailed if it is no NIP-44 text of version 2, was changed, or is of other
     *     keys
     */
    public static String decrypt(String payload, SecretKey mine, PublicKey theirs) {
        try {
            return decrypt(payload, conversationKey(mine, theirs));
        } catch (IllegalArgumentException e) {
            throw new DecryptionFailed("the other key is no point on the curve");
        }
    }

    static byte[] conversationKey(SecretKey mine, PublicKey theirs) {
        return KEYS.of(mine, theirs);
    }

    static String encrypt(String plain, byte[] conversationKey, byte[] nonce) {
        MessageKeys keys = MessageKeys.of(conversationKey, nonce);
        byte[] sealed = keys.cipher(pad(plain.getBytes(StandardCharsets.UTF_8)));
        byte[] mac = Hashes.hmacSha256(keys.hmacKey(), nonce, sealed);
        byte[] all =
                ByteBuffer.allocate(1 + nonce.length + sealed.length + mac.length)
                        .put((byte) VERSION)
                        .put(nonce)
                        .put(sealed)
                        .put(mac)
                        .array();
        return Base64.getEncoder().encodeToString(all);
    }

    static String decrypt(String payload, byte[] conversationKey) {
        if (payload.startsWith("#")) {
            throw new DecryptionFailed("its version is not supported");
        }
        if (payload.length() < MIN_PAYLOAD || payload.length() > MAX_PAYLOAD) {
            throw new DecryptionFailed("its length can't be that of a NIP-44 text");
        }
        byte[] all = decode(payload);
        if (all.length < MIN_DECODED) {
            throw new DecryptionFailed("it is too short");
        }
        if (all[0] != VERSION) {
            throw new DecryptionFailed("its version is " + all[0] + ", and only 2 is supported");
        }
        byte[] nonce = Arrays.copyOfRange(all, 1, 1 + NONCE_BYTES);
        byte[] sealed = Arrays.copyOfRange(all, 1 + NONCE_BYTES, all.length - MAC_BYTES);
        byte[] mac = Arrays.copyOfRange(all, all.length - MAC_BYTES, all.length);
        MessageKeys keys = MessageKeys.of(conversationKey, nonce);
        if (!Hashes.constantTimeEquals(mac, Hashes.hmacSha256(keys.hmacKey(), nonce, sealed))) {
            throw new DecryptionFailed(
                    "its authentication code is wrong: it was changed, or made with other keys");
        }
        return unpad(keys.cipher(sealed));
    }

    /** The padded length: a power of two for short texts, an eighth of one for long ones. */
    static int paddedLength(int length) {
        if (length <= 32) {
            return 32;
        }
        int next = Integer.highestOneBit(length - 1) << 1;
        int chunk = next <= 256 ? 32 : next / 8;
        return chunk * ((length - 1) / chunk + 1);
    }

    record MessageKeys(byte[] chachaKey, byte[] chachaNonce, byte[] hmacKey) {
        static MessageKeys of(byte[] conversationKey, byte[] nonce) {
            byte[] all = expand(conversationKey, nonce, 76);
            return new MessageKeys(
                    Arrays.copyOf(all, 32),
                    Arrays.copyOfRange(all, 32, 44),
                    Arrays.copyOfRange(all, 44, 76));
        }

        byte[] cipher(byte[] in) {
            ChaCha7539Engine engine = new ChaCha7539Engine();
            engine.init(true, new ParametersWithIV(new KeyParameter(chachaKey), chachaNonce));
            byte[] out = new byte[in.length];
            engine.processBytes(in, 0, in.length, out, 0);
            return out;
        }

        /** HKDF-Expand, RFC 5869. */
        private static byte[] expand(byte[] key, byte[] info, int length) {
            byte[] out = new byte[length];
            byte[] block = new byte[0];
            int done = 0;
            for (int i = 1; done < length; i++) {
                block = Hashes.hmacSha256(key, block, info, new byte[] {(byte) i});
                int part = Math.min(block.length, length - done);
                System.arraycopy(block, 0, out, done, part);
                done += part;
            }
            return out;
        }
    }

    private static byte[] pad(byte[] plain) {
        if (plain.length < MIN_PLAIN || plain.length > MAX_PLAIN) {
            throw new IllegalArgumentException(
                    "NIP-44 encrypts 1 to 65,535 bytes, not " + plain.length);
        }
        return ByteBuffer.allocate(2 + paddedLength(plain.length))
                .putShort((short) plain.length)
                .put(plain)
                .array();
    }

    private static String unpad(byte[] padded) {
        int length = Short.toUnsignedInt(ByteBuffer.wrap(padded).getShort());
        if (length < MIN_PLAIN || padded.length != 2 + paddedLength(length)) {
            throw new DecryptionFailed("its padding is wrong");
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(padded, 2, length))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new DecryptionFailed("what is inside is not UTF-8");
        }
    }

    private static byte[] decode(String payload) {
        try {
            return Base64.getDecoder().decode(payload);
        } catch (IllegalArgumentException e) {
            throw new DecryptionFailed("it is not base64");
        }
    }
}
