package dev.pylon.nostr.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pylon.nostr.event.PublicKey;
import dev.pylon.nostr.key.SecretKey;
import java.util.Arrays;
import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Nip44Test {
    private static final SecretKey ALICE = SecretKey.generate();
    private static final SecretKey BOB = SecretKey.generate();

    @ParameterizedTest
    @ValueSource(ints = {1, 31, 32, 33, 255, 256, 257, 1024, 65_000, 65_535})
    void bothSidesReadEveryLength(int length) {
        String plain = "x".repeat(length);

        String payload = Nip44.encrypt(plain, ALICE, BOB.publicKey());

        assertThat(Nip44.decrypt(payload, BOB, ALICE.publicKey())).isEqualTo(plain);
        assertThat(Nip44.decrypt(payload, ALICE, BOB.publicKey())).isEqualTo(plain);
    }

    @Test
    void lengthsAreThoseOfTheBytes() {
        assertThat(Nip44.encrypt("ф".repeat(32_767), ALICE, BOB.publicKey())).hasSize(87_472);
        assertThatThrownBy(() -> Nip44.encrypt("ф".repeat(32_768), ALICE, BOB.publicKey()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theSameTextLooksDifferentEachTime() {
        assertThat(Nip44.encrypt("again", ALICE, BOB.publicKey()))
                .isNotEqualTo(Nip44.encrypt("again", ALICE, BOB.publicKey()));
    }

    @Test
    void aStrangerReadsNothing() {
        String payload = Nip44.encrypt("secret words", ALICE, BOB.publicKey());

        assertThatThrownBy(() -> Nip44.decrypt(payload, SecretKey.generate(), ALICE.publicKey()))
                .isInstanceOf(DecryptionFailed.class)
                .hasMessageContaining("authentication code")
                .hasMessageNotContaining("secret");
    }

    @Test
    void everyChangedByteIsNoticed() {
        byte[] payload = Base64.getDecoder().decode(Nip44.encrypt("whole", ALICE, BOB.publicKey()));
        for (int at = 0; at < payload.length; at++) {
            byte[] changed = payload.clone();
            changed[at] ^= 1;

            assertThatThrownBy(() ->
                            Nip44.decrypt(
                                    Base64.getEncoder().encodeToString(changed),
                                    BOB,
                                    ALICE.publicKey()))
                    .as("byte %d", at)
                    .isInstanceOf(DecryptionFailed.class);
        }
    }

    @Test
    void noiseOfAnyLengthIsRefused() {
        Random random = new Random(44);
        for (int i = 0; i < 2_000; i++) {
            byte[] noise = new byte[random.nextInt(300)];
            random.nextBytes(noise);
            Arrays.fill(noise, 0, Math.min(1, noise.length), (byte) 2);
            String payload = Base64.getEncoder().encodeToString(noise);

            assertThatThrownBy(() -> Nip44.decrypt(payload, BOB, ALICE.publicKey()))
                    .as(payload)
                    .isInstanceOf(DecryptionFailed.class);
        }
        assertThatThrownBy(() -> Nip44.decrypt("A".repeat(1_000_000), BOB, ALICE.publicKey()))
                .isInstanceOf(DecryptionFailed.class);
    }

    @Test
    void aKeyThatIsNoPointIsSaidToBeNone() {
        PublicKey none = PublicKey.fromHex("ff".repeat(32));
        String payload = Nip44.encrypt("a", ALICE, BOB.publicKey());

        assertThatThrownBy(() -> Nip44.decrypt(payload, BOB, none))
                .isInstanceOf(DecryptionFailed.class)
                .hasMessageContaining("no point on the curve");
    }

    @Test
    void recentConversationKeysAreKeptAndNoMore() {
        ConversationKeys keys = new ConversationKeys(3);
        PublicKey first = SecretKey.generate().publicKey();
        byte[] key = keys.of(ALICE, first);
        for (int i = 0; i < 2; i++) {
            keys.of(ALICE, SecretKey.generate().publicKey());
        }

        assertThat(keys.of(ALICE, first)).isSameAs(key);
        keys.of(BOB, first);
        keys.of(ALICE, BOB.publicKey());
        assertThat(keys.size()).isEqualTo(3);
        assertThat(keys.of(ALICE, first)).isSameAs(key);
        assertThat(keys.of(BOB, first)).isNotEqualTo(key);
    }
}
