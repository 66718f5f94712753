package dev.pylon.wallet.invoice;

import dev.pylon.wallet.account.AccountId;
import java.time.Duration;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;

/**
 * Rings when an account may have new settlements. It only wakes readers up: a ring too many or too
 * few does no harm, since they read the table and look again now and then.
 */
public final class SettlementBell {
    private static final Duration CONTENTION = Duration.ofMillis(100);

    private final Sinks.Many<AccountId> rings = Sinks.many().multicast().directBestEffort();

    /** After the commit. */
    public void ring(AccountId account) {
        rings.emitNext(account, Sinks.EmitFailureHandler.busyLooping(CONTENTION));
    }

    Flux<AccountId> ringsFor(AccountId account) {
        return rings.asFlux().filter(account::equals);
    }
}
