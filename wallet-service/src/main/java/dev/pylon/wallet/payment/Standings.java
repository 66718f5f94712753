package dev.pylon.wallet.payment;

import dev.pylon.lightning.PaymentHash;
import dev.pylon.lightning.Preimage;
import dev.pylon.primitives.Bytes32;
import dev.pylon.wallet.account.AccountId;
import dev.pylon.wallet.ledger.BookId;
import dev.pylon.wallet.request.EntryNumber;
import dev.pylon.wallet.request.KeyedRequest;
import dev.pylon.wallet.request.RequestKeys;
import io.r2dbc.spi.Readable;
import java.util.Objects;
import java.util.Optional;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;

/** Finds out in one question what is there already when a payment is asked for. */
final class Standings {
    private static final String ASK =
            """
            SELECT k.body_hash, k.entry_id AS repeat, p.entry_id AS earlier, p.account_id AS payer,
                i.bolt11, i.account_id AS payee, i.preimage, b.id AS book
            FROM (SELECT :hash::bytea AS hash) asked
            LEFT JOIN request_key k
                ON k.key_id = :key AND k.route = :route AND k.idempotency_key = :idempotencyKey
            LEFT JOIN payment p ON p.payment_hash = asked.hash AND p.state <> 'failed'
            LEFT JOIN invoice i ON i.payment_hash = asked.hash
            LEFT JOIN book b ON b.account_id = i.account_id AND b.kind = 'available'\
            """;

    private final DatabaseClient database;

    Standings(DatabaseClient database) {
        this.database = database;
    }

    Mono<Standing> of(KeyedRequest request, PaymentHash hash) {
        return database.sql(ASK)
                .bind("hash", hash.value().toBytes())
                .bind("key", request.apiKey())
                .bind("route", request.route())
                .bind("idempotencyKey", request.idempotencyKey())
                .map((row, metadata) -> standing(row, request))
                .one();
    }

    private static Standing standing(Readable row, KeyedRequest request) {
        return new Standing(
                Optional.ofNullable(row.get("body_hash", byte[].class))
                        .map(body -> RequestKeys.sameBody(request, body, number(row, "repeat"))),
                Optional.ofNullable(row.get("earlier", Long.class))
                        .map(entry ->
                                new Standing.Earlier(
                                        new EntryNumber(entry),
                                        new AccountId(number(row, "payer")))),
                Optional.ofNullable(row.get("bolt11", String.class)).map(text -> own(row, text)));
    }

    private static Standing.Own own(Readable row, String bolt11) {
        return new Standing.Own(
                bolt11,
                new AccountId(number(row, "payee")),
                new BookId(number(row, "book")),
                Optional.ofNullable(row.get("preimage", byte[].class))
                        .map(Bytes32::of)
                        .map(Preimage::new));
    }

    private static long number(Readable row, String column) {
        return Objects.requireNonNull(row.get(column, Long.class));
    }
}
