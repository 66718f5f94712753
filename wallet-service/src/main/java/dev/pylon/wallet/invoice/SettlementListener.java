package dev.pylon.wallet.invoice;

import dev.pylon.wallet.account.AccountId;
import io.r2dbc.postgresql.PostgresqlConnectionFactory;
import io.r2dbc.postgresql.api.PostgresqlConnection;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/** Rings the bell for settlements that other replicas have written, on a connection of its own. */
public final class SettlementListener implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(SettlementListener.class);

    private final Flux<AccountId> rings;
    private final SettlementBell bell;
    private volatile Disposable listening = Disposables.disposed();

    public SettlementListener(PostgresqlConnectionFactory connections, SettlementBell bell) {
        this.bell = bell;
        this.rings =
                Flux.usingWhen(
                                connections.create(),
                                SettlementListener::listen,
                                PostgresqlConnection::close)
                        .retryWhen(
                                Retry.backoff(Long.MAX_VALUE, Duration.ofSeconds(1))
                                        .maxBackoff(Duration.ofSeconds(30))
                                        .transientErrors(true)
                                        .doBeforeRetry(signal ->
                                                LOG.warn(
                                                        "settlement-listener-lost why={}",
                                                        String.valueOf(signal.failure()))));
    }

    @Override
    public void start() {
        listening = rings.subscribe(bell::ring);
    }

    @Override
    public void stop() {
        listening.dispose();
    }

    /** Before the web server starts, and after it has stopped. */
    @Override
    public int getPhase() {
        return 0;
    }

    @Override
    public boolean isRunning() {
        return !listening.isDisposed();
    }

    private static Flux<AccountId> listen(PostgresqlConnection connection) {
        return connection
                .createStatement("LISTEN wallet_settlement")
                .execute()
                .flatMap(result -> result.getRowsUpdated())
                .thenMany(connection.getNotifications())
                .mapNotNull(notification -> notification.getParameter())
                .map(account -> new AccountId(Long.parseLong(account)))
                .concatWith(Mono.error(new IllegalStateException("the connection has ended")));
    }
}
