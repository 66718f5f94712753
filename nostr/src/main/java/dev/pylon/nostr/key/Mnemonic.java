package dev.pylon.nostr.key;

import dev.pylon.primitives.Hashes;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/**
 * Twelve to twenty-four English words that stand for a seed (BIP 39), from which NIP-06 derives
 * keys. Whoever has the words has the keys: {@link #toString} hides them.
 */
public final class Mnemonic {
    private static final int BITS_PER_WORD = 11;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final List<String> words;

    private Mnemonic(List<String> words) {
        this.words = words;
    }

    /** Twelve words from 128 random bits. */
    public static Mnemonic generate() {
        byte[] entropy = new byte[16];
        RANDOM.nextBytes(entropy);
        return ofEntropy(entropy);
    }

    /**
     * Reads words separated by white space, of any case.
     *
     * @throws IllegalArgumentException if their number, one of them or the checksum is wrong; the
     *     message never repeats a word
     */
    public static Mnemonic of(String text) {
        List<String> words = List.of(text.strip().toLowerCase(Locale.ROOT).split("\\s+"));
        if (words.size() < 12 || words.size() > 24 || words.size() % 3 != 0) {
            throw new IllegalArgumentException(
                    "a mnemonic has 12, 15, 18, 21 or 24 words, not " + words.size());
        }
        int entropyBytes = words.size() / 3 * 4;
        byte[] bits = bitsOf(words);
        byte[] entropy = Arrays.copyOf(bits, entropyBytes);
        if (!ofEntropy(entropy).words.equals(words)) {
            throw new IllegalArgumentException(
                    "the checksum of the words does not match: one is wrong or out of place");
        }
        return new Mnemonic(words);
    }

    /**
     * Asserts that these are the words of a mnemonic.
     *
     * @throws IllegalArgumentException as {@link #of} does
     */
    public static void validate(String text) {
        of(text);
    }

    /** The words separated by single spaces. */
    public String words() {
        return String.join(" ", words);
    }

    /**
     * The key of m/44'/1237'/account'/0/0.
     *
     * @param passphrase empty if there is none
     * @throws IllegalArgumentException if the account is negative
     */
    public SecretKey secretKey(String passphrase, int account) {
        if (account < 0) {
            throw new IllegalArgumentException("account is 0 or more");
        }
        return SecretKey.of(
                ExtendedKey.master(seed(passphrase))
                        .hardened(44)
                        .hardened(1237)
                        .hardened(account)
                        .child(0)
                        .child(0)
                        .key());
    }

    /** BIP 39's seed of 64 bytes. */
    byte[] seed(String passphrase) {
        String salt = "mnemonic" + Normalizer.normalize(passphrase, Normalizer.Form.NFKD);
        PBEKeySpec spec =
                new PBEKeySpec(
                        words().toCharArray(), salt.getBytes(StandardCharsets.UTF_8), 2048, 512);
        try {
            return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA512")
                    .generateSecret(spec)
                    .getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        } finally {
            spec.clearPassword();
        }
    }

    static Mnemonic ofEntropy(byte[] entropy) {
        byte[] bits = Arrays.copyOf(entropy, entropy.length + 1);
        bits[entropy.length] = Hashes.sha256(entropy)[0];
        int count = entropy.length / 4 * 3;
        List<String> words = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            int index = 0;
            for (int bit = i * BITS_PER_WORD; bit < (i + 1) * BITS_PER_WORD; bit++) {
                index = (index << 1) | ((bits[bit / 8] >> (7 - bit % 8)) & 1);
            }
            words.add(WordList.ENGLISH.get(index));
        }
        return new Mnemonic(List.copyOf(words));
    }

    private static byte[] bitsOf(List<String> words) {
        byte[] bits = new byte[words.size() * BITS_PER_WORD / 8 + 1];
        for (int i = 0; i < words.size(); i++) {
            int index = WordList.indexOf(words.get(i));
            if (index < 0) {
                throw new IllegalArgumentException(
                        "word " + (i + 1) + " is not in BIP 39's English list");
            }
            for (int j = 0; j < BITS_PER_WORD; j++) {
                int bit = i * BITS_PER_WORD + j;
                bits[bit / 8] |= (byte) ((index >> (BITS_PER_WORD - 1 - j) & 1) << (7 - bit % 8));
            }
        }
        return bits;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Mnemonic m && words.equals(m.words);
    }

    @Override
    public int hashCode() {
        return words.hashCode();
    }

    @Override
    public String toString() {
        return "Mnemonic[hidden]";
    }
}
