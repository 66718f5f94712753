package dev.pylon.nostr.keyfile;

import com.sun.management.OperatingSystemMXBean;
import dev.pylon.nostr.key.SecretKey;
import dev.pylon.primitives.Bech32;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.Locale;

/**
 * NIP-49: a secret key encrypted with a password, as a text that begins with {@code ncryptsec1}.
 * Either way takes 1 KiB times 2^LOG_N of memory outside the heap: 64 MiB at 16, 4 GiB at 22. What
 * is derived from the password is wiped; its normalised form is a String, which can't be.
 */
public final class Nip49 {
    /** 64 MiB, so that a service in a small container can open it. */
    public static final int USUAL_LOG_N = 16;

    /** 4 GiB; whatever wants more is refused. */
    public static final int MAX_LOG_N = 22;

    private static final String PREFIX = "ncryptsec";
    private static final byte VERSION = 2;
    private static final int SALT_BYTES = 16;
    private static final int R = 8;
    private static final int SEALED_BYTES = SecretKey.SIZE + XChaCha20Poly1305.TAG_BYTES;
    private static final int SIZE =
            2 + SALT_BYTES + XChaCha20Poly1305.NONCE_BYTES + 1 + SEALED_BYTES;
    private static final OperatingSystemMXBean MACHINE =
            ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    private static final SecureRandom RANDOM = new SecureRandom();

    private Nip49() {}

    /** Whether it begins as an encrypted key does, in either case. */
    public static boolean isEncrypted(String text) {
        return text.strip().toLowerCase(Locale.ROOT).startsWith(PREFIX + "1");
    }

    /**
     * @param password in any Unicode form; the caller wipes it
     * @param logN from 1 to {@link #MAX_LOG_N}, usually {@link #USUAL_LOG_N}
     * @throws IllegalArgumentException if logN is out of bounds or takes more memory than there is
     */
    public static String encrypt(SecretKey key, char[] password, int logN, KeySecurity security) {
        checkMemory(logN, MACHINE.getTotalMemorySize());
        byte[] salt = random(SALT_BYTES);
        byte[] nonce = random(XChaCha20Poly1305.NONCE_BYTES);
        byte[] associated = {security.number()};
        byte[] plain = key.toBytes();
        byte[] symmetric = symmetricKey(password, salt, logN);
        try {
            byte[] all =
                    ByteBuffer.allocate(SIZE)
                            .put(VERSION)
                            .put((byte) logN)
                            .put(salt)
                            .put(nonce)
                            .put(associated)
                            .put(XChaCha20Poly1305.encrypt(plain, symmetric, nonce, associated))
                            .array();
            return Bech32.encode(PREFIX, Bech32.fromBytes(all), Bech32.Variant.BECH32);
        } finally {
            wipe(plain, symmetric);
        }
    }

    /**
     * @param password in any Unicode form; the caller wipes it
     * @throws KeyLocked if the password is another
     * @throws IllegalArgumentException if it is no ncryptsec of version 2, or takes more memory
     *     than is allowed or there; the message never repeats the text
     */
    public static SecretKey decrypt(String text, char[] password) {
        ByteBuffer in = ByteBuffer.wrap(bytes(text.strip()));
        byte version = in.get();
        if (version != VERSION) {
            throw new IllegalArgumentException(
                    "an ncryptsec of version " + (version & 0xff) + ", and only 2 is supported");
        }
        int logN = in.get() & 0xff;
        checkMemory(logN, MACHINE.getTotalMemorySize());
        byte[] salt = take(in, SALT_BYTES);
        byte[] nonce = take(in, XChaCha20Poly1305.NONCE_BYTES);
        byte[] associated = {KeySecurity.of(in.get()).number()};
        byte[] symmetric = symmetricKey(password, salt, logN);
        byte[] plain = {};
        try {
            plain =
                    XChaCha20Poly1305.decrypt(take(in, SEALED_BYTES), symmetric, nonce, associated)
                            .orElseThrow(Nip49::wrong);
            return SecretKey.of(plain);
        } finally {
            wipe(plain, symmetric);
        }
    }

    /** NFKC in UTF-8, so that the same password typed elsewhere is the same. */
    static byte[] normalised(char[] password) {
        String text = Normalizer.normalize(CharBuffer.wrap(password), Normalizer.Form.NFKC);
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] symmetricKey(char[] password, byte[] salt, int logN) {
        byte[] normalised = normalised(password);
        try {
            return Scrypt.derive(normalised, salt, logN, R, 1, 32);
        } finally {
            wipe(normalised);
        }
    }

    private static byte[] bytes(String text) {
        Bech32.Decoded decoded = Bech32.decode(text);
        if (!decoded.prefix().equals(PREFIX) || decoded.variant() != Bech32.Variant.BECH32) {
            throw new IllegalArgumentException(
                    "an encrypted key is Bech32 that begins with ncryptsec1");
        }
        byte[] all = Bech32.toBytes(decoded.groups());
        if (all.length != SIZE) {
            throw new IllegalArgumentException(
                    "an ncryptsec holds " + SIZE + " bytes, not " + all.length);
        }
        return all;
    }

    static void checkMemory(int logN, long available) {
        if (logN < 1 || logN > MAX_LOG_N) {
            throw new IllegalArgumentException(
                    "LOG_N is from 1 to %d (4 GiB of memory), not %d".formatted(MAX_LOG_N, logN));
        }
        long needed = Scrypt.memory(logN, R);
        if (needed > available) {
            throw new IllegalArgumentException(
                    "LOG_N %d takes %d MiB of memory, and this machine or container has %d MiB"
                            .formatted(logN, needed >> 20, available >> 20));
        }
    }

    private static KeyLocked wrong() {
        return new KeyLocked("the password is wrong: it does not open this encrypted key");
    }

    private static byte[] take(ByteBuffer in, int count) {
        byte[] taken = new byte[count];
        in.get(taken);
        return taken;
    }

    private static byte[] random(int count) {
        byte[] bytes = new byte[count];
        RANDOM.nextBytes(bytes);
        return bytes;
    }

    private static void wipe(byte[]... secrets) {
        for (byte[] secret : secrets) {
            Arrays.fill(secret, (byte) 0);
        }
    }
}
