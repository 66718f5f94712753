package dev.pylon.buyer.desk;

import dev.pylon.nostr.event.PublicKey;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Who can be expected to quote for a job that is open to all. */
@FunctionalInterface
public interface Sellers {
    /**
     * Those who announce this and have shown a sign of life. Never waits.
     *
     * @param model null for any
     */
    Set<PublicKey> alive(int kind, @Nullable String model);
}
