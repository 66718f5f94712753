package dev.pylon.primitives;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Bech32Test {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "A12UEL5L",
                "an83characterlonghumanreadablepartthatcontainsthenumber1andtheexcludedcharactersbio1tt5tgs",
                "abcdef1qpzry9x8gf2tvdw0s3jn54khce6mua7lmqqqxw",
                "split1checkupstagehandshakeupstreamerranterredcaperred2y9e3w"
            })
    void readsBip173sValidStrings(String text) {
        assertThat(Bech32.decode(text).variant()).isEqualTo(Bech32.Variant.BECH32);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"A1LQFN3A", "abcdef1l7aum6echk45nj3s0wdvt2fg8x9yrzpqzd3ryx", "?1v759aa"})
    void readsBip350sValidStrings(String text) {
        assertThat(Bech32.decode(text).variant()).isEqualTo(Bech32.Variant.BECH32M);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "pzry9x0s0muk", // no separator
                "1pzry9x0s0muk", // empty prefix
                "x1b4n0q5v", // a character outside the alphabet
                "li1dgmt3", // too short for a checksum
                "A1G7SGD8", // wrong checksum
                "A12UeL5L", // mixed case
                "\u007f1axkwrx"
            })
    void refusesBadStringsWithAReason(String text) {
        assertThatThrownBy(() -> Bech32.decode(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageMatching(".{8,}");
    }

    @Test
    void refusesPaddingThatIsNotZero() {
        assertThatThrownBy(() -> Bech32.toBytes(new byte[] {0, 1})).hasMessageContaining("padding");
        assertThatThrownBy(() -> Bech32.toBytes(new byte[] {0})).hasMessageContaining("padding");
    }

    @Property(tries = 200)
    void whatIsWrittenIsReadAgain(@ForAll @Size(max = 120) byte[] bytes) {
        String text = Bech32.encode("lnbcrt", Bech32.fromBytes(bytes), Bech32.Variant.BECH32);

        Bech32.Decoded decoded = Bech32.decode(text);

        assertThat(decoded.prefix()).isEqualTo("lnbcrt");
        assertThat(Bech32.toBytes(decoded.groups())).isEqualTo(bytes);
    }
}
