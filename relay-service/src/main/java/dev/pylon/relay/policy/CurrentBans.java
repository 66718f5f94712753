package dev.pylon.relay.policy;

import java.util.function.Supplier;

/** The bans as they are now, one snapshot. Safe for use by many threads. */
public final class CurrentBans implements Supplier<Bans> {
    private volatile Bans bans;

    public CurrentBans(Bans first) {
        bans = first;
    }

    @Override
    public Bans get() {
        return bans;
    }

    public void replace(Bans next) {
        bans = next;
    }
}
