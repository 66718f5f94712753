package dev.pylon.nostr.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pylon.nostr.event.EventId;
import dev.pylon.primitives.Hex;
import dev.pylon.primitives.Secp256k1;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretKeyTest {
    private static final String HEX =
            "7f7ff03d123792d6ac594bfa67bf6d0c0ab55b6b1fdb6249303fe861f1ccba9a";

    @Test
    void isReadInEveryForm() {
        SecretKey key = SecretKey.fromHex(HEX);

        assertThat(SecretKey.parse(HEX.toUpperCase(Locale.ROOT) + "\n")).isEqualTo(key);
        assertThat(SecretKey.parse(" " + key.toNsec())).isEqualTo(key);
        assertThat(SecretKey.parse(key.toNsec().toUpperCase(Locale.ROOT))).isEqualTo(key);
        assertThat(SecretKey.of(key.toBytes())).isEqualTo(key).hasSameHashCodeAs(key);
        assertThat(Hex.encode(key.toBytes())).isEqualTo(HEX);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "zz7ff03d123792d6ac594bfa67bf6d0c0ab55b6b1fdb6249303fe861f1ccba9a",
                "7f7ff03d123792d6ac594bfa67bf6d0c0ab55b6b1fdb6249303fe861f1ccba",
                "nsec10allq0gjx7fddtzef0ax00mdps9t2kmtrldkyjfs8l5xruwvh2dq0lhhkq",
                "secret secret secret secret secret secret secret secret secret secret secret secret",
                "0000000000000000000000000000000000000000000000000000000000000000",
                "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141"
            })
    void whatIsNoKeyIsRefusedWithoutBeingRepeated(String text) {
        assertThatThrownBy(() -> SecretKey.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .satisfies(e ->
                        assertThat(text.isEmpty() || !String.valueOf(e.getMessage()).contains(text))
                                .isTrue());
    }

    @Test
    void anNpubIsNoSecretKey() {
        String npub = PublicKeys.npub(SecretKey.generate().publicKey());

        assertThatThrownBy(() -> SecretKey.fromNsec(npub)).hasMessageContaining("nsec1");
    }

    @Test
    void itsTextIsNowhere() {
        SecretKey key = SecretKey.fromHex(HEX);

        assertThat(key.toString() + new Nip19.Nsec(key))
                .doesNotContain(HEX)
                .doesNotContain(key.toNsec());
    }

    @Test
    void signsIds() {
        SecretKey key = SecretKey.generate();
        EventId id = EventId.fromHex("ab".repeat(32));

        assertThat(
                        Secp256k1.get()
                                .verifySchnorr(
                                        key.sign(id).toBytes(),
                                        id.toBytes(),
                                        key.publicKey().toBytes()))
                .isTrue();
        assertThat(key).isNotEqualTo(SecretKey.generate());
    }
}
