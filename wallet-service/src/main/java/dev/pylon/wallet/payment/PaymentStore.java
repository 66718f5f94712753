package dev.pylon.wallet.payment;

import dev.pylon.lightning.PaymentHash;
import dev.pylon.lightning.Preimage;
import dev.pylon.primitives.Bytes32;
import dev.pylon.primitives.Msat;
import dev.pylon.wallet.account.Account;
import dev.pylon.wallet.account.AccountId;
import dev.pylon.wallet.request.EntryNumber;
import io.r2dbc.spi.Readable;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The table of payments: reading it, and claiming what is due. */
final class PaymentStore {
    private static final String COLUMNS =
            """
            entry_id, account_id, payment_hash, bolt11, amount_msat, fee_reserve_msat, internal, state, preimage,
            fee_msat, failure_code, detail, created_at, expires_at, sent_at, finished_at, attempts, token\
            """;
    private static final String SELECT = "SELECT " + COLUMNS + " FROM payment ";
    private static final String CLAIM_DUE =
            """
            UPDATE payment SET next_at = now() + :lease * interval '1 millisecond', token = token + 1,
                attempts = attempts + 1
            WHERE entry_id IN (
                SELECT entry_id FROM payment WHERE next_at <= now() ORDER BY next_at LIMIT :limit
                FOR UPDATE SKIP LOCKED)
            RETURNING
            """
                    + COLUMNS;
    private static final String ALL_UNKNOWN_DUE =
            "UPDATE payment SET next_at = now() WHERE state = 'unknown'";
    private static final String START_SENDING =
            """
            UPDATE payment SET state = 'sending', sent_at = now()
            WHERE entry_id = :entry AND state = 'held' AND token = :token AND expires_at > now()
            RETURNING
            """
                    + COLUMNS;
    private static final String UNKNOWN =
            """
            UPDATE payment SET state = 'unknown', detail = :detail,
                next_at = now() + :pause * interval '1 millisecond'
            WHERE entry_id = :entry AND state IN ('sending', 'unknown') AND token = :token\
            """;
    private static final String NEXT =
            """
            UPDATE payment SET next_at = now() + :pause * interval '1 millisecond'
            WHERE entry_id = :entry AND token = :token AND state IN ('held', 'failed')\
            """;
    private static final String NO_MORE =
            "UPDATE payment SET next_at = NULL WHERE entry_id = :entry AND token = :token AND state = 'failed'";

    private final DatabaseClient database;

    PaymentStore(DatabaseClient database) {
        this.database = database;
    }

    Mono<Payment> byEntry(EntryNumber entry) {
        return database.sql(SELECT + "WHERE entry_id = :entry")
                .bind("entry", entry.value())
                .map((row, metadata) -> payment(row))
                .one();
    }

    /** Locked until the transaction ends. */
    Mono<Payment> lock(EntryNumber entry) {
        return database.sql(SELECT + "WHERE entry_id = :entry FOR UPDATE")
                .bind("entry", entry.value())
                .map((row, metadata) -> payment(row))
                .one();
    }

    /** The account's newest attempt to pay this hash. */
    Mono<Payment> latest(Account account, PaymentHash hash) {
        return database.sql(
                        SELECT
                                + "WHERE payment_hash = :hash AND account_id = :account ORDER BY entry_id DESC LIMIT 1")
                .bind("hash", hash.value().toBytes())
                .bind("account", account.id().value())
                .map((row, metadata) -> payment(row))
                .one();
    }

    /**
     * Takes what is due, with a new token each, so that nobody else does until the lease is over.
     */
    Flux<Payment> claimDue(int limit, Duration lease) {
        return database.sql(CLAIM_DUE)
                .bind("lease", lease.toMillis())
                .bind("limit", limit)
                .map((row, metadata) -> payment(row))
                .all();
    }

    Mono<Long> makeAllUnknownDue() {
        return database.sql(ALL_UNKNOWN_DUE).fetch().rowsUpdated();
    }

    /** From here on it may have left. Empty if the invoice has expired, or somebody else has it. */
    Mono<Payment> startSending(Payment payment) {
        return database.sql(START_SENDING)
                .bind("entry", payment.entry().value())
                .bind("token", payment.token())
                .map((row, metadata) -> payment(row))
                .one();
    }

    Mono<Void> markUnknown(Payment payment, String detail, Duration pause) {
        return database.sql(UNKNOWN)
                .bind("entry", payment.entry().value())
                .bind("token", payment.token())
                .bind("detail", detail)
                .bind("pause", pause.toMillis())
                .fetch()
                .rowsUpdated()
                .then();
    }

    /** To be worked on again later: one that waits to be sent, or one whose failure is doubted. */
    Mono<Void> again(Payment payment, Duration pause) {
        return database.sql(NEXT)
                .bind("entry", payment.entry().value())
                .bind("token", payment.token())
                .bind("pause", pause.toMillis())
                .fetch()
                .rowsUpdated()
                .then();
    }

    Mono<Void> noMore(Payment payment) {
        return database.sql(NO_MORE)
                .bind("entry", payment.entry().value())
                .bind("token", payment.token())
                .fetch()
                .rowsUpdated()
                .then();
    }

    private static Payment payment(Readable row) {
        return new Payment(
                new EntryNumber(number(row, "entry_id")),
                new AccountId(number(row, "account_id")),
                new PaymentHash(
                        Bytes32.of(Objects.requireNonNull(row.get("payment_hash", byte[].class)))),
                text(row, "bolt11"),
                Msat.of(number(row, "amount_msat")),
                Msat.of(number(row, "fee_reserve_msat")),
                Objects.requireNonNull(row.get("internal", Boolean.class)),
                PaymentState.fromWord(text(row, "state")),
                maybe(row.get("preimage", byte[].class)).map(Bytes32::of).map(Preimage::new),
                maybe(row.get("fee_msat", Long.class)).map(Msat::of),
                maybe(row.get("failure_code", String.class)),
                maybe(row.get("detail", String.class)),
                Objects.requireNonNull(row.get("created_at", Instant.class)),
                Objects.requireNonNull(row.get("expires_at", Instant.class)),
                maybe(row.get("sent_at", Instant.class)),
                maybe(row.get("finished_at", Instant.class)),
                Objects.requireNonNull(row.get("attempts", Integer.class)),
                number(row, "token"));
    }

    private static <T> Optional<T> maybe(@Nullable T value) {
        return Optional.ofNullable(value);
    }

    private static String text(Readable row, String column) {
        return Objects.requireNonNull(row.get(column, String.class));
    }

    private static long number(Readable row, String column) {
        return Objects.requireNonNull(row.get(column, Long.class));
    }
}
