package dev.pylon.primitives;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class Bytes32Test {
    @Property(tries = 200)
    void isItsBytesAndOrdersLikeItsHex(@ForAll @Size(32) byte[] one, @ForAll @Size(32) byte[] two) {
        Bytes32 a = Bytes32.of(one);
        Bytes32 b = Bytes32.of(two);

        assertThat(a.toBytes()).isEqualTo(one);
        assertThat(Bytes32.fromHex(a.hex().toUpperCase(java.util.Locale.ROOT)))
                .isEqualTo(a)
                .hasSameHashCodeAs(a);
        assertThat(Integer.signum(a.compareTo(b)))
                .isEqualTo(Integer.signum(a.hex().compareTo(b.hex())));
    }

    @Test
    void changingTheSourceChangesNothing() {
        byte[] source = new byte[32];
        Bytes32 value = Bytes32.of(source);
        source[0] = 1;
        assertThat(value.hex()).isEqualTo("00".repeat(32));
    }

    @Test
    void refusesAnythingElse() {
        assertThatThrownBy(() -> Bytes32.of(new byte[31])).hasMessageContaining("31");
        assertThatThrownBy(() -> Bytes32.fromHex("ab")).hasMessageContaining("64 hex digits");
        assertThatThrownBy(() -> Bytes32.fromHex("zz".repeat(32)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void lowerCaseHexIsToldFromTheRest() {
        assertThat(Hex.isLowerCase("00ff", 2)).isTrue();
        assertThat(Hex.isLowerCase("00FF", 2)).isFalse();
        assertThat(Hex.isLowerCase("00f", 2)).isFalse();
        assertThat(Hex.isLowerCase("00fg", 2)).isFalse();
    }

    @Test
    void hmacsAreThoseOfRfc4231() {
        byte[] key = "Jefe".getBytes(StandardCharsets.US_ASCII);
        byte[] data = "what do ya want for nothing?".getBytes(StandardCharsets.US_ASCII);
        assertThat(Hex.encode(Hashes.hmacSha256(key, data)))
                .isEqualTo("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
        assertThat(Hex.encode(Hashes.hmacSha512(key, data)))
                .startsWith("164b7a7bfcf819e2e395fbe73b56e0a3");
        assertThat(Hex.encode(Hashes.hmacSha256(new byte[0], new byte[0])))
                .isEqualTo("b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad");
        assertThat(Hashes.constantTimeEquals(key, key.clone())).isTrue();
        assertThat(Hashes.constantTimeEquals(key, data)).isFalse();
    }
}
