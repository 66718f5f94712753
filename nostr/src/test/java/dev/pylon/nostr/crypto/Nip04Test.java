package dev.pylon.nostr.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pylon.nostr.event.PublicKey;
import dev.pylon.nostr.key.SecretKey;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Nip04Test {
    private static final SecretKey ALICE = SecretKey.generate();
    private static final SecretKey BOB = SecretKey.generate();
    private static final String OPENSSL =
            "JtYXRyKoOT462cd0/e+PoX07qCGTOzVovqCTYm0SS8E=?iv=AAECAwQFBgcICQoLDA0ODw==";

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "sixteen bytes ok", "Größe 🌍 \u0000", "[[\"i\",\"Hi\"]]"})
    void bothSidesRead(String plain) {
        String payload = Nip04.encrypt(plain, ALICE, BOB.publicKey());

        assertThat(payload).matches("[A-Za-z0-9+/=]+\\?iv=[A-Za-z0-9+/=]{24}");
        assertThat(Nip04.decrypt(payload, BOB, ALICE.publicKey())).isEqualTo(plain);
        assertThat(Nip04.decrypt(payload, ALICE, BOB.publicKey())).isEqualTo(plain);
    }

    @Test
    void readsWhatOpenSslMadeUnderTheRawSharedX() {
        // shared x of 1 and 2 × G is that of 2 × G; `openssl enc -aes-256-cbc -K <x> -iv <iv>`
        SecretKey one = SecretKey.fromHex("00".repeat(31) + "01");
        SecretKey two = SecretKey.fromHex("00".repeat(31) + "02");

        assertThat(Nip04.decrypt(OPENSSL, one, two.publicKey())).isEqualTo("hello from openssl");
        assertThat(Nip04.decrypt(OPENSSL, two, one.publicKey())).isEqualTo("hello from openssl");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "plain text",
                "?iv=",
                "AAAA?iv=",
                "AAAA?iv=AAAA",
                "AAAAAAAAAAAAAAAAAAAAAA==?iv=AAAA",
                "AAAA?iv=AAAAAAAAAAAAAAAAAAAAAA==",
                "?iv=AAAAAAAAAAAAAAAAAAAAAA==",
                "!!!!?iv=AAAAAAAAAAAAAAAAAAAAAA==",
                "AAAAAAAAAAAAAAAAAAAAAA==?iv=AAAAAAAAAAAAAAAAAAAAAA==?iv=AAAAAAAAAAAAAAAAAAAAAA=="
            })
    void refusesWhatIsNone(String payload) {
        assertThatThrownBy(() -> Nip04.decrypt(payload, ALICE, BOB.publicKey()))
                .isInstanceOf(DecryptionFailed.class);
    }

    @Test
    void aWrongKeyHardlyEverReads() {
        // PKCS 7's padding lets one in 256 through; that its bytes are UTF-8 too is the rest
        String plain = "Forty-eight bytes of plain text, and even more.";
        int read = 0;
        for (int i = 0; i < 600; i++) {
            String payload = Nip04.encrypt(plain, ALICE, BOB.publicKey());
            try {
                assertThat(Nip04.decrypt(payload, SecretKey.generate(), BOB.publicKey()))
                        .isNotEqualTo(plain);
                read++;
            } catch (DecryptionFailed expected) {
                assertThat(expected).hasMessageNotContaining("Forty");
            }
        }
        assertThat(read).isLessThan(3);
    }

    @Test
    void damagedTextsAreRefusedOrReadAndNothingElse() {
        Random random = new Random(4);
        String payload = Nip04.encrypt("Some text of two blocks.", ALICE, BOB.publicKey());
        for (int i = 0; i < 2_000; i++) {
            StringBuilder damaged = new StringBuilder(payload);
            damaged.setCharAt(random.nextInt(damaged.length()), (char) (32 + random.nextInt(96)));
            try {
                Nip04.decrypt(damaged.toString(), BOB, ALICE.publicKey());
            } catch (DecryptionFailed declared) {
                assertThat(declared).hasMessageNotContaining("Some");
            }
        }
    }

    @Test
    void aKeyThatIsNoPointIsRefused() {
        PublicKey none = PublicKey.fromHex("ff".repeat(32));
        String payload = Nip04.encrypt("a", ALICE, BOB.publicKey());

        assertThatThrownBy(() -> Nip04.decrypt(payload, ALICE, none))
                .isInstanceOf(DecryptionFailed.class);
        assertThatThrownBy(() -> Nip04.encrypt("a", ALICE, none))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
