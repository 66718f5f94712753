package dev.pylon.postgres.junit;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FreePortsTest {
    /** Linux's first port for outgoing connections. */
    private static final int EPHEMERAL = 32_768;

    @Test
    void no_port_comes_twice_and_each_can_be_taken() throws Exception {
        Set<Integer> seen = new HashSet<>();
        for (int i = 0; i < 50; i++) {
            int port = FreePorts.next();

            assertThat(seen.add(port)).isTrue();
            assertThat(port).isLessThan(EPHEMERAL);
            new ServerSocket(port, 1, InetAddress.getLoopbackAddress()).close();
        }
    }

    @Test
    void an_offset_whose_ports_are_taken_is_passed_over() throws Exception {
        int first = FreePorts.offset(7_447);
        try (ServerSocket taken =
                new ServerSocket(7_447 + first + 100, 1, InetAddress.getLoopbackAddress())) {
            assertThat(FreePorts.offset(7_447)).isNotEqualTo(first + 100).isNotEqualTo(first);
            assertThat(taken.isBound()).isTrue();
        }
    }

    @Test
    void ports_of_homes_stay_below_single_ones() {
        for (int i = 0; i < 75; i++) {
            assertThat(11_435 + FreePorts.offset(11_435)).isLessThan(22_500);
        }
    }
}
