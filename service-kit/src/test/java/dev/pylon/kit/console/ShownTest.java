package dev.pylon.kit.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pylon.primitives.Msat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShownTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0|0 sat",
                "1|0.001 sat",
                "21000|21 sat",
                "1500|1.5 sat",
                "1234567000|1,234,567 sat",
                "1234567890|1,234,567.89 sat"
            })
    void amountsAreInSats(long msat, String shown) {
        assertThat(Shown.sat(Msat.of(msat))).isEqualTo(shown);
    }

    @ParameterizedTest
    @CsvSource({"0,0 ms", "999,999 ms", "1000,1.0 s", "59900,59.9 s", "65000,1 min 5 s"})
    void durationsAreInTheLargestUnitThatFits(long millis, String shown) {
        assertThat(Shown.duration(millis)).isEqualTo(shown);
    }

    @Test
    void idsKeepBothEnds() {
        assertThat(Shown.shortened("0123456789abcdef".repeat(4))).isEqualTo("01234567…89abcdef");
        assertThat(Shown.shortened("short")).isEqualTo("short");
        assertThat(Shown.shortened(null)).isEqualTo("–");
    }

    @Test
    void anExcerptNeverHalvesACharacter() {
        assertThat(Shown.excerpt("a  b\n c", 10)).isEqualTo("a b c");
        assertThat(Shown.excerpt("😀😀😀😀", 3)).isEqualTo("😀😀…");
    }
}
