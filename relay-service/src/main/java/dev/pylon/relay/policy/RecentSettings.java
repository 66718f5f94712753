package dev.pylon.relay.policy;

import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Stored events that are held in memory as well, the newest first, so that most queries need no
 * database.
 *
 * @param heapPercent how much of the heap they may take; 0 for none
 */
public record RecentSettings(@DefaultValue("25") int heapPercent) {
    public RecentSettings {
        if (heapPercent < 0 || heapPercent > 60) {
            throw new IllegalArgumentException("recent.heap-percent is between 0 and 60");
        }
    }

    /** The same in bytes. */
    public long bytes() {
        return Runtime.getRuntime().maxMemory() / 100 * heapPercent;
    }
}
