package dev.pylon.relayclient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BackoffTest {
    private final Backoff backoff = new Backoff(Duration.ofMillis(200), Duration.ofSeconds(30));

    @ParameterizedTest
    @CsvSource({
        "1, 100, 200",
        "2, 200, 400",
        "3, 400, 800",
        "8, 12800, 25600",
        "9, 15000, 30000",
        "1000000, 15000, 30000"
    })
    void it_doubles_up_to_its_longest_and_half_of_it_is_chance(int failures, long from, long to) {
        assertThat(backoff.pause(failures, 0)).isEqualTo(Duration.ofMillis(from));
        assertThat(backoff.pause(failures, 1)).isEqualTo(Duration.ofMillis(to));
    }

    @Test
    void nonsense_is_not_taken() {
        Duration second = Duration.ofSeconds(1);
        assertThatIllegalArgumentException().isThrownBy(() -> new Backoff(Duration.ZERO, second));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Backoff(second, Duration.ofMillis(999)));
    }
}
