package dev.pylon.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pylon.api.buyer.Timings;
import org.junit.jupiter.api.Test;

class StagesTest {
    private final Stages stages = new Stages();

    @Test
    void countsEachStageFromTheOneBefore() {
        stages.add(new Timings(5L, 12L, 30L, null, 42L));

        assertThat(stages.byName().values())
                .extracting(h -> h.getMaxValue())
                .containsExactly(5L, 7L, 18L, 12L);
    }

    @Test
    void takesAQuoteThatOvertookTheRelaysAnswerAsImmediate() {
        stages.add(new Timings(9L, 7L, null, null, null));

        assertThat(stages.byName().values())
                .extracting(h -> h.getMaxValue())
                .containsExactly(9L, 0L);
    }
}
