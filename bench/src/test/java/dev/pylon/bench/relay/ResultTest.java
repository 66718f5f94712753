package dev.pylon.bench.relay;

import static org.assertj.core.api.Assertions.assertThat;

import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class ResultTest {
    /** The histogram keeps three digits, and answers with the most that a value may have been. */
    @Test
    void writesRatesAndPercentiles() {
        Histogram latencies = new Histogram(3);
        for (int i = 1; i <= 100; i++) {
            latencies.recordValue(i * 1_000_000L);
        }
        Usage usage = new Usage(3.5, Double.NaN, 0.26);

        String row = new Result("8×256", 24_690, 2_000_000_000, latencies, 7, usage).row();

        assertThat(row).isEqualTo("| 8×256 | 12,345 | 50.00 ms | 99.02 ms | 7 | 3.5 | ? | 0.3 |");
    }

    /** proc(5): utime, stime, cutime and cstime are the fields 14 to 17. */
    @Test
    void readsCpuTimeOfAProcessWhoseNameHasSpacesAndBrackets() {
        String stat = "42 (a) b) c) S 1 42 42 0 -1 4194560 1 2 3 4 100 20 7 3 20 0 9 0 5 6 7";

        assertThat(Usage.ticks(stat, 13)).isEqualTo(120);
        assertThat(Usage.ticks(stat, 15)).isEqualTo(130);
    }
}
