package dev.pylon.relayclient;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RecentSetTest {
    private final RecentSet<Integer> recent = new RecentSet<>(10);

    @Test
    void it_knows_at_least_the_last_half_of_its_size() {
        for (int i = 0; i < 1000; i++) {
            assertThat(recent.add(i)).isTrue();
            assertThat(IntStream.rangeClosed(Math.max(0, i - 4), i)).allMatch(recent::contains);
            assertThat(IntStream.rangeClosed(0, i).filter(recent::contains).count())
                    .isLessThanOrEqualTo(10);
        }
    }

    @Test
    void what_is_seen_again_is_known_and_stays_known() {
        recent.add(-1);
        for (int i = 0; i < 1000; i++) {
            assertThat(recent.add(-1)).isFalse();
            recent.add(i);
        }
    }
}
