package dev.pylon.relay.policy;

import dev.pylon.nostr.event.Kinds;
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
 *     connect's (NIP-47) by default, because wallets' clients do not answer a challenge
 * @param hold how long a REQ that came too early waits for AUTH before it is closed
 * @param maxKeys how many keys one connection may prove
 */
public record AuthSettings(
        @DefaultValue("true") boolean read,
        @DefaultValue("true") boolean write,
        @DefaultValue({"13194", "23194", "23195", "23196", "23197"}) List<Integer> exemptKinds,
        @DefaultValue("300ms") Duration hold,
        @DefaultValue("32") int maxKeys) {

    public AuthSettings {
        exemptKinds = List.copyOf(exemptKinds);
    }

    /** Whether nothing but wallet connect can be done without it, which NIP-11 tells. */
    public boolean required() {
        return read && write && exemptKinds.stream().allMatch(Kinds::isWalletConnect);
    }

    boolean isExempt(int kind) {
        return exemptKinds.contains(kind);
    }

    boolean areExempt(Set<Integer> kinds) {
        return exemptKinds.containsAll(kinds);
    }
}
