package dev.pylon.kit.idempotency;

import dev.pylon.kit.auth.Caller;
import dev.pylon.kit.problem.ProblemException;
import dev.pylon.primitives.Hashes;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;
import tools.jackson.databind.json.JsonMapper;

/**
 * Runs what a request asks for at most once at a time, and answers its repeats with the first
 * answer. The key is per caller and route. A twin that comes while the first runs waits for it. An
 * action that failed leaves nothing behind, so a repeat tries again; one whose process died can be
 * taken over when its lease is over, and must bear that.
 */
public final class Idempotency {
    private static final Duration LEASE = Duration.ofSeconds(60);
    private static final Duration FIRST_LOOK = Duration.ofMillis(10);
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int MAX_KEY = 255;

    private final DatabaseClient database;
    private final JsonMapper json;

    public Idempotency(DatabaseClient database, JsonMapper json) {
        this.database = database;
        this.json = json;
    }

    private sealed interface Claim {
        record Ours(long fence) implements Claim {}

        record Answered(String answer) implements Claim {}

        record Busy() implements Claim {}
    }

    private static final class StillRunning extends RuntimeException {
        private static final long serialVersionUID = 1L;

        StillRunning() {
            super("still running", null, false, false);
        }
    }

    /**
     * @param body what was asked; the same key with another body is a conflict (409)
     * @param action may be run again after a crash, so it must be repeatable itself
     */
    public <T> Mono<T> run(
            Caller caller,
            String route,
            @Nullable String key,
            Object body,
            Class<T> type,
            Supplier<Mono<T>> action) {
        if (key == null || key.isBlank() || key.length() > MAX_KEY) {
            return Mono.error(
                    ProblemException.badRequest(
                            "idempotency-key-missing",
                            "Send the header Idempotency-Key with a value of 1 to 255 characters that is new for each request,"
                                    + " and the same when a request is repeated."));
        }
        byte[] hash = Hashes.sha256(json.writeValueAsString(body).getBytes(StandardCharsets.UTF_8));
        return Mono.defer(() -> claim(caller.keyId(), route, key, hash))
                .flatMap(claim ->
                        switch (claim) {
                            case Claim.Ours ours ->
                                    perform(caller.keyId(), route, key, ours.fence(), action);
                            case Claim.Answered done ->
                                    Mono.fromCallable(() -> json.readValue(done.answer(), type));
                            case Claim.Busy busy -> Mono.<T>error(new StillRunning());
                        })
                .retryWhen(
                        Retry.backoff(Long.MAX_VALUE, FIRST_LOOK)
                                .maxBackoff(Duration.ofMillis(250))
                                .filter(StillRunning.class::isInstance))
                .timeout(
                        PATIENCE,
                        Mono.error(() ->
                                ProblemException.conflict(
                                        "request-in-progress",
                                        "A request with this Idempotency-Key is still being worked on. Repeat it in a moment.")));
    }

    private <T> Mono<T> perform(
            String keyId, String route, String key, long fence, Supplier<Mono<T>> action) {
        return Mono.defer(action)
                .flatMap(answer ->
                        store(keyId, route, key, fence, json.writeValueAsString(answer))
                                .thenReturn(answer))
                .onErrorResume(
                        failure -> release(keyId, route, key, fence).then(Mono.error(failure)));
    }

    private Mono<Claim> claim(String keyId, String route, String key, byte[] hash) {
        return database.sql(
                        """
                        insert into kit_idempotency as k (key_id, route, key, body_sha256, lease_until)
                        values (:keyId, :route, :key, :hash, now() + make_interval(secs => :lease))
                        on conflict (key_id, route, key) do update
                            set fence = k.fence + 1, lease_until = excluded.lease_until
                            where k.answer is null and k.lease_until < now() and k.body_sha256 = excluded.body_sha256
                        returning fence
                        """)
                .bind("keyId", keyId)
                .bind("route", route)
                .bind("key", key)
                .bind("hash", hash)
                .bind("lease", LEASE.toSeconds())
                .map(row ->
                        (Claim)
                                new Claim.Ours(
                                        row.get("fence", Long.class) instanceof Long fence
                                                ? fence
                                                : 0L))
                .one()
                .switchIfEmpty(Mono.defer(() -> existing(keyId, route, key, hash)));
    }

    private Mono<Claim> existing(String keyId, String route, String key, byte[] hash) {
        return database.sql(
                        """
                        select answer, body_sha256 = :hash as same from kit_idempotency
                        where key_id = :keyId and route = :route and key = :key
                        """)
                .bind("keyId", keyId)
                .bind("route", route)
                .bind("key", key)
                .bind("hash", hash)
                .map(row -> {
                    if (!Boolean.TRUE.equals(row.get("same", Boolean.class))) {
                        throw ProblemException.of(
                                HttpStatus.CONFLICT,
                                "idempotency-key-reused",
                                "This Idempotency-Key was used with another body. Use a new key for a new request.");
                    }
                    String answer = row.get("answer", String.class);
                    return answer == null ? (Claim) new Claim.Busy() : new Claim.Answered(answer);
                })
                .one()
                .defaultIfEmpty(new Claim.Busy());
    }

    private Mono<Void> store(String keyId, String route, String key, long fence, String answer) {
        return database.sql(
                        """
                        update kit_idempotency set answer = :answer
                        where key_id = :keyId and route = :route and key = :key and fence = :fence and answer is null
                        """)
                .bind("answer", answer)
                .bind("keyId", keyId)
                .bind("route", route)
                .bind("key", key)
                .bind("fence", fence)
                .then();
    }

    private Mono<Void> release(String keyId, String route, String key, long fence) {
        return database.sql(
                        """
                        delete from kit_idempotency
                        where key_id = :keyId and route = :route and key = :key and fence = :fence and answer is null
                        """)
                .bind("keyId", keyId)
                .bind("route", route)
                .bind("key", key)
                .bind("fence", fence)
                .then()
                .onErrorComplete();
    }
}
