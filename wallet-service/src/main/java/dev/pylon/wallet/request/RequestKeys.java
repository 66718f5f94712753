package dev.pylon.wallet.request;

import dev.pylon.primitives.Bytes32;
import java.util.Objects;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;

/**
 * Remembers idempotency keys, in the very transaction that does what was asked: either both are
 * there or neither. A twin that comes at the same time waits in the database until the first has
 * committed, and is then a repeat; if the first was rolled back, it takes its place.
 */
public final class RequestKeys {
    private static final String CLAIM =
            """
            INSERT INTO request_key (key_id, route, idempotency_key, body_hash, entry_id)
            VALUES (:key, :route, :idempotencyKey, :bodyHash, nextval('entry_seq'))
            ON CONFLICT DO NOTHING RETURNING entry_id\
            """;
    private static final String ATTACH =
            """
            INSERT INTO request_key (key_id, route, idempotency_key, body_hash, entry_id)
            VALUES (:key, :route, :idempotencyKey, :bodyHash, :entry)
            ON CONFLICT DO NOTHING\
            """;
    private static final String FIND =
            """
            SELECT body_hash, entry_id FROM request_key
            WHERE key_id = :key AND route = :route AND idempotency_key = :idempotencyKey\
            """;

    private final DatabaseClient database;

    public RequestKeys(DatabaseClient database) {
        this.database = database;
    }

    /** Fails with {@link Refusal#IDEMPOTENCY_KEY_REUSED} if the key came with another body. */
    public Mono<Claim> claim(KeyedRequest request) {
        Mono<Claim> first =
                bound(CLAIM, request)
                        .bind("bodyHash", request.bodyHash().toBytes())
                        .map((row, metadata) -> row.get("entry_id", Long.class))
                        .one()
                        .map(entry -> new Claim.First(new EntryNumber(entry)));
        return first.switchIfEmpty(find(request).map(Claim.Repeat::new));
    }

    /** Lets the key stand for something that is there already. */
    public Mono<EntryNumber> attach(KeyedRequest request, EntryNumber entry) {
        return bound(ATTACH, request)
                .bind("bodyHash", request.bodyHash().toBytes())
                .bind("entry", entry.value())
                .fetch()
                .rowsUpdated()
                .then(find(request));
    }

    /** Empty if the key is new. */
    public Mono<EntryNumber> find(KeyedRequest request) {
        return bound(FIND, request)
                .map((row, metadata) ->
                        sameBody(
                                request,
                                Objects.requireNonNull(row.get("body_hash", byte[].class)),
                                Objects.requireNonNull(row.get("entry_id", Long.class))))
                .one();
    }

    /**
     * @throws Refused if the body is another one
     */
    public static EntryNumber sameBody(KeyedRequest request, byte[] bodyHash, long entry) {
        if (!request.bodyHash().equals(Bytes32.of(bodyHash))) {
            throw new Refused(
                    Refusal.IDEMPOTENCY_KEY_REUSED,
                    "This Idempotency-Key came before with another body. Use a new key for a new request.");
        }
        return new EntryNumber(entry);
    }

    private DatabaseClient.GenericExecuteSpec bound(String sql, KeyedRequest request) {
        return database.sql(sql)
                .bind("key", request.apiKey())
                .bind("route", request.route())
                .bind("idempotencyKey", request.idempotencyKey());
    }
}
