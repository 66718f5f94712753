package dev.pylon.relay.policy;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Who has to authenticate (NIP-42), and for what.
 *
 * @param read whether REQ and COUNT need it
 * @param write whether EVENT needs it
 * @param exemptKinds kinds that never need it: to publish one, or to ask for nothing else. Wallet
 *     connect's (13194, 23194 to 23197) are the usual ones, because wallets' clients do not answer
 * @param hold how long a REQ that came too early waits for AUTH before it is closed
 * @param maxKeys how many keys one connection may prove
 */
public record AuthSettings(
        @DefaultValue("true") boolean read,
        @DefaultValue("true") boolean write,
        @DefaultValue List<Integer> exemptKinds,
        @DefaultValue("300ms") Duration hold,
        @DefaultValue("32") int maxKeys) {

    public AuthSettings {
        exemptKinds = List.copyOf(exemptKinds);
    }

    /** Whether nothing at all can be done without it, which is what NIP-11 promises. */
    public boolean required() {
        return read && write && exemptKinds.isEmpty();
    }

    boolean isExempt(int kind) {
        return exemptKinds.contains(kind);
    }

    boolean areExempt(Set<Integer> kinds) {
        return exemptKinds.containsAll(kinds);
    }
}
