package dev.pylon.postgres.junit;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/**
 * Ports for servers that a test starts later. They lie below those that the system gives to
 * outgoing connections (from 32,768 on Linux, 49,152 on macOS), so that none is taken between the
 * choice and the start, and no two answers in one JVM are the same.
 */
public final class FreePorts {
    private static final int FIRST_OFFSET = 3_000;
    private static final int OFFSETS = 75;
    private static final int OFFSET_STEP = 100;

    /** Above the ports of every home at an offset. */
    private static final int FIRST = 22_500;

    private static final int LAST = 32_700;

    private static final AtomicInteger ports = startingAnywhere(LAST - FIRST);
    private static final AtomicInteger offsets = startingAnywhere(OFFSETS);

    private FreePorts() {}

    /** One port that nobody listens on. */
    public static int next() {
        for (int tries = 0; tries < LAST - FIRST; tries++) {
            int port = FIRST + Math.floorMod(ports.getAndIncrement(), LAST - FIRST);
            if (isFree(port)) {
                return port;
            }
        }
        throw new IllegalStateException("every port from " + FIRST + " to " + LAST + " is taken");
    }

    /**
     * How far to move a home's ports so that nobody listens on them.
     *
     * @param portsOfHome as they are without an offset, up to 12,000
     */
    public static int offset(int... portsOfHome) {
        for (int tries = 0; tries < OFFSETS; tries++) {
            int step = Math.floorMod(offsets.getAndIncrement(), OFFSETS);
            int offset = FIRST_OFFSET + step * OFFSET_STEP;
            if (IntStream.of(portsOfHome).allMatch(port -> isFree(port + offset))) {
                return offset;
            }
        }
        throw new IllegalStateException("no " + OFFSET_STEP + " ports together are free");
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static AtomicInteger startingAnywhere(int below) {
        return new AtomicInteger(ThreadLocalRandom.current().nextInt(below));
    }
}
