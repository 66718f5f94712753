package dev.pylon.primitives;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class MsatTest {
    @Test
    void neverGoesBelowZeroNorOverflows() {
        assertThatThrownBy(() -> Msat.of(1).minus(Msat.of(2)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Msat.of(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Msat.of(Msat.MAX_VALUE).plus(Msat.of(1)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Msat.ofSat(Long.MAX_VALUE))
                .isInstanceOf(ArithmeticException.class);
    }

    @Test
    void roundsUpToWholeSatoshis() {
        assertThat(Msat.of(1).toSatRoundedUp()).isEqualTo(1);
        assertThat(Msat.of(1_000).toSatRoundedUp()).isEqualTo(1);
        assertThat(Msat.of(1_001).toSatRoundedUp()).isEqualTo(2);
    }

    @Test
    void isShownInSatoshisWithoutLosingAny() {
        assertThat(Msat.of(21_000).inSat()).isEqualTo("21 sat");
        assertThat(Msat.of(1_500).inSat()).isEqualTo("1.5 sat");
        assertThat(Msat.of(1).inSat()).isEqualTo("0.001 sat");
    }

    @Test
    void comparesByValue() {
        assertThat(Msat.of(2).isMoreThan(Msat.of(1))).isTrue();
        assertThat(Msat.of(1).isMoreThan(Msat.of(1))).isFalse();
        assertThat(Msat.of(1).max(Msat.of(2))).isEqualTo(Msat.of(2));
        assertThat(Msat.of(1).min(Msat.of(2))).isEqualTo(Msat.of(1));
        assertThat(Msat.ZERO.isZero()).isTrue();
        assertThat(Msat.of(1).plus(Msat.of(2)).minus(Msat.of(3))).isEqualTo(Msat.ZERO);
        assertThat(Msat.of(1)).isLessThan(Msat.of(2));
    }
}
