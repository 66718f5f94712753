package dev.pylon.relay.policy;

import java.util.function.Supplier;

/** The settings as they are now: one snapshot, swapped as a whole. Safe for use by many threads. */
public final class CurrentSettings implements Supplier<RelaySettings> {
    private volatile RelaySettings settings;

    public CurrentSettings(RelaySettings first) {
        settings = first;
    }

    @Override
    public RelaySettings get() {
        return settings;
    }

    /** What is asked from now on is answered by these. */
    public void replace(RelaySettings next) {
        settings = next;
    }
}
