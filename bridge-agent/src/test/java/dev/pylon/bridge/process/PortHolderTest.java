package dev.pylon.bridge.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class PortHolderTest {
    private static final long SELF = ProcessHandle.current().pid();

    @Test
    void aTakenPortIsNotFreeAndItsHolderIsNamed() throws Exception {
        int port;
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = taken.getLocalPort();

            assertThat(PortHolder.isFree(port)).isFalse();
            assertThat(PortHolder.describe(port)).startsWith("process " + SELF + " (");
        }
        assertThat(PortHolder.isFree(port)).isTrue();
        assertThat(PortHolder.describe(port)).isEqualTo("another process");
    }

    @Test
    void aHolderOfAllAddressesIsSeenToo() throws Exception {
        try (ServerSocket taken = new ServerSocket(0)) {
            assertThat(PortHolder.isFree(taken.getLocalPort())).isFalse();
        }
    }

    /** As on macOS, which has no /proc. */
    @Test
    void lsofSaysTheSame() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/lsof")), "lsof is not installed");
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThat(PortHolder.byLsof(taken.getLocalPort())).contains(SELF);
        }
    }
}
