package dev.pylon.relayclient;

import java.time.Duration;

/**
 * How a dead connection is found out: a WebSocket ping every {@code every}; when nothing at all has
 * come within {@code patience} after it, the connection is given up and made anew.
 */
public record KeepAlive(Duration every, Duration patience) {
    public KeepAlive {
        if (every.isNegative() || every.isZero()) {
            throw new IllegalArgumentException("every must be longer than zero");
        }
        if (patience.isNegative() || patience.isZero()) {
            throw new IllegalArgumentException("patience must be longer than zero");
        }
    }
}
