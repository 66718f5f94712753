package dev.pylon.wallet.invoice;

import dev.pylon.lightning.PaymentHash;
import dev.pylon.primitives.Bytes32;
import dev.pylon.primitives.Msat;
import dev.pylon.wallet.account.AccountId;
import io.r2dbc.spi.Readable;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.context.SmartLifecycle;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * Tells an account which of its invoices were paid: those after a cursor first, then as they are
 * paid, at least once and in order. The bell wakes it at once, and it looks by itself now and then.
 * Streams end when the service stops, before its web server does, so that this waits for none of
 * them.
 */
public final class SettlementStream implements SmartLifecycle {
    private static final int PAGE = 200;
    private static final String AFTER =
            """
            SELECT cursor, payment_hash, received_msat, settled_at FROM settlement
            WHERE account_id = :account AND cursor > :cursor ORDER BY cursor LIMIT :page\
            """;

    private final DatabaseClient database;
    private final SettlementBell bell;
    private final Duration lookAgain;
    private final Sinks.Empty<Void> stopped = Sinks.empty();
    private volatile boolean running;

    public SettlementStream(DatabaseClient database, SettlementBell bell, Duration lookAgain) {
        this.database = database;
        this.bell = bell;
        this.lookAgain = lookAgain;
    }

    /** When the service is about to stop. */
    public Mono<Void> stopped() {
        return stopped.asMono();
    }

    @Override
    public void start() {
        running = true;
    }

    @Override
    public void stop() {
        running = false;
        stopped.tryEmitEmpty();
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** Ends only with the service. */
    public Flux<Settlement> after(AccountId account, long cursor) {
        return Flux.defer(() -> {
            AtomicLong seen = new AtomicLong(cursor);
            return Flux.merge(bell.ringsFor(account), looks(account))
                    .onBackpressureLatest()
                    .concatMap(ring -> unseen(account, seen), 1)
                    .takeUntilOther(stopped());
        });
    }

    private Flux<AccountId> looks(AccountId account) {
        return Flux.interval(Duration.ZERO, lookAgain).onBackpressureDrop().map(tick -> account);
    }

    private Flux<Settlement> unseen(AccountId account, AtomicLong seen) {
        return page(account, seen)
                .expand(page -> page.size() < PAGE ? Mono.empty() : page(account, seen))
                .concatMapIterable(page -> page);
    }

    private Mono<List<Settlement>> page(AccountId account, AtomicLong seen) {
        return Mono.defer(() -> read(account, seen.get()))
                .doOnNext(page -> page.forEach(settlement -> seen.set(settlement.cursor())));
    }

    private Mono<List<Settlement>> read(AccountId account, long cursor) {
        return database.sql(AFTER)
                .bind("account", account.value())
                .bind("cursor", cursor)
                .bind("page", PAGE)
                .map((row, metadata) -> settlement(row))
                .all()
                .collectList();
    }

    private static Settlement settlement(Readable row) {
        byte[] hash = Objects.requireNonNull(row.get("payment_hash", byte[].class));
        return new Settlement(
                Objects.requireNonNull(row.get("cursor", Long.class)),
                new PaymentHash(Bytes32.of(hash)),
                Msat.of(Objects.requireNonNull(row.get("received_msat", Long.class))),
                Objects.requireNonNull(row.get("settled_at", Instant.class)));
    }
}
