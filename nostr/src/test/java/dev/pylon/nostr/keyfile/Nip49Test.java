package dev.pylon.nostr.keyfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pylon.nostr.key.SecretKey;
import dev.pylon.primitives.Bech32;
import dev.pylon.primitives.Hex;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.Consumer;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Nip49Test {
    /** NIP-49's own, made with LOG_N 16. */
    private static final String ENCRYPTED =
            "ncryptsec1qgg9947rlpvqu76pj5ecreduf9jxhselq2nae2kghhvd5g7dgjtcxfqtd67p9m0w57lspw8gsq6yp"
                    + "hnm8623nsl8xn9j4jdzz84zm3frztj3z7s35vpzmqf6ksu8r89qk5z2zxfmu5gv8th8wclt0h4p";

    private static final SecretKey KEY =
            SecretKey.fromHex("3501454135014541350145413501453fefb02227e449e57cf4d3a3ce05378683");

    @Test
    void theNipsOwnExampleOpens() {
        assertThat(Nip49.decrypt(ENCRYPTED, "nostr".toCharArray())).isEqualTo(KEY);
        assertThat(
                        Nip49.decrypt(
                                " " + ENCRYPTED.toUpperCase(Locale.ROOT) + "\n",
                                "nostr".toCharArray()))
                .isEqualTo(KEY);
    }

    @Test
    void aKeyLockedIsSaidToBeWrong() {
        assertThatThrownBy(() -> Nip49.decrypt(ENCRYPTED, "Nostr".toCharArray()))
                .isInstanceOf(KeyLocked.class)
                .hasMessageContaining("the password is wrong");
    }

    @Test
    void passwordsAreNormalised() {
        char[] typed = "\u212B\u2126\u1E9B\u0323".toCharArray();

        assertThat(Hex.encode(Nip49.normalised(typed))).isEqualTo("c385cea9e1b9a9");

        String text = Nip49.encrypt(KEY, typed, 4, KeySecurity.NOT_TRACKED);
        assertThat(Nip49.decrypt(text, "\u00C5\u03A9\u1E69".toCharArray())).isEqualTo(KEY);
    }

    @Property(tries = 50)
    void whatIsEncryptedComesBack(
            @ForAll String password,
            @ForAll @IntRange(min = 1, max = 6) int logN,
            @ForAll KeySecurity security) {
        SecretKey key = SecretKey.generate();

        String text = Nip49.encrypt(key, password.toCharArray(), logN, security);

        assertThat(Nip49.isEncrypted(text)).isTrue();
        assertThat(bytes(text)).hasSize(91).startsWith(2, logN);
        assertThat(bytes(text)[42]).isEqualTo((byte) security.ordinal());
        assertThat(Nip49.decrypt(text, password.toCharArray())).isEqualTo(key);
    }

    @Test
    void noTwoEncryptionsAreAlike() {
        char[] password = "horse".toCharArray();

        assertThat(Nip49.encrypt(KEY, password, 4, KeySecurity.NOT_KNOWN_INSECURE))
                .isNotEqualTo(Nip49.encrypt(KEY, password, 4, KeySecurity.NOT_KNOWN_INSECURE));
    }

    @Test
    void whatSaysHowTheKeyWasHandledIsAuthenticated() {
        String text = Nip49.encrypt(KEY, new char[0], 4, KeySecurity.HANDLED_INSECURELY);

        assertThatThrownBy(() -> Nip49.decrypt(changed(text, b -> b[42] = 1), new char[0]))
                .isInstanceOf(KeyLocked.class);
        assertThatThrownBy(() -> Nip49.decrypt(changed(text, b -> b[42] = 3), new char[0]))
                .hasMessageContaining("key security byte is 0, 1 or 2, not 3");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 23, 40, 255})
    void memoryIsBounded(int logN) {
        String text = changed(ENCRYPTED, b -> b[1] = (byte) logN);

        assertThatThrownBy(() -> Nip49.decrypt(text, new char[0]))
                .hasMessage("LOG_N is from 1 to 22 (4 GiB of memory), not " + logN);
        assertThatThrownBy(() -> Nip49.encrypt(KEY, new char[0], logN, KeySecurity.NOT_TRACKED))
                .hasMessageContaining("not " + logN);
    }

    @Test
    void moreMemoryThanThereIsIsRefused() {
        assertThatThrownBy(() -> Nip49.checkMemory(20, 512L << 20))
                .hasMessage(
                        "LOG_N 20 takes 1024 MiB of memory, and this machine or container has 512"
                                + " MiB");
    }

    @Test
    void whatIsNoneIsRefusedWithoutBeingRepeated() {
        String otherVersion = changed(ENCRYPTED, b -> b[0] = 1);
        String nsec = KEY.toNsec();
        String shorter = encode(Arrays.copyOf(bytes(ENCRYPTED), 90), Bech32.Variant.BECH32);
        String bech32m = encode(bytes(ENCRYPTED), Bech32.Variant.BECH32M);
        String typo = ENCRYPTED.replace("qgg9", "qgg8");

        refused(otherVersion, "version 1, and only 2");
        refused(nsec, "begins with ncryptsec1");
        refused(shorter, "holds 91 bytes, not 90");
        refused(bech32m, "begins with ncryptsec1");
        refused(typo, "checksum");
        assertThat(Nip49.isEncrypted(nsec)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"1, 2048", "16, 67108864", "22, 4294967296"})
    void theMemoryIsAKibibyteForEachRound(int logN, long bytes) {
        assertThat(Scrypt.memory(logN, 8)).isEqualTo(bytes);
    }

    private static void refused(String text, String why) {
        assertThatThrownBy(() -> Nip49.decrypt(text, "nostr".toCharArray()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(why)
                .hasMessageNotContaining(text);
    }

    private static String changed(String text, Consumer<byte[]> change) {
        byte[] bytes = bytes(text);
        change.accept(bytes);
        return encode(bytes, Bech32.Variant.BECH32);
    }

    private static byte[] bytes(String text) {
        return Bech32.toBytes(Bech32.decode(text).groups());
    }

    private static String encode(byte[] bytes, Bech32.Variant variant) {
        return Bech32.encode("ncryptsec", Bech32.fromBytes(bytes), variant);
    }
}
