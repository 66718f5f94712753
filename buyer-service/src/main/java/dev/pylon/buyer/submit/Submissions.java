package dev.pylon.buyer.submit;

import dev.pylon.api.buyer.JobView;
import dev.pylon.api.buyer.SubmitJob;
import dev.pylon.buyer.desk.Desk;
import dev.pylon.buyer.desk.Sql;
import dev.pylon.buyer.desk.Submission;
import dev.pylon.buyer.job.Job;
import dev.pylon.buyer.job.Terms;
import dev.pylon.buyer.pay.FundsCheck;
import dev.pylon.buyer.pay.Wallets;
import dev.pylon.buyer.watch.JobViews;
import dev.pylon.kit.auth.Caller;
import dev.pylon.kit.problem.ProblemException;
import dev.pylon.nostr.event.EventId;
import dev.pylon.primitives.Hashes;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/**
 * Takes a job. The caller's idempotency key is a column of the job's own row, so one commit is all
 * it takes, a concurrent twin waits for it, and the key is kept as long as the job.
 */
@Component
public class Submissions {
    private static final int MAX_KEY = 255;

    private final Requests requests;
    private final Desk desk;
    private final JobViews views;
    private final Wallets wallets;
    private final FundsCheck funds;
    private final DatabaseClient database;
    private final JsonMapper json;

    Submissions(
            Requests requests,
            Desk desk,
            JobViews views,
            Wallets wallets,
            FundsCheck funds,
            DatabaseClient database,
            JsonMapper json) {
        this.requests = requests;
        this.desk = desk;
        this.views = views;
        this.wallets = wallets;
        this.funds = funds;
        this.database = database;
        this.json = json;
    }

    private record Earlier(EventId job, byte[] body) {}

    public Mono<JobView> submit(Caller caller, @Nullable String idempotencyKey, SubmitJob asked) {
        return Mono.defer(() -> {
            Terms terms = requests.terms(asked, caller.account(), desk.now());
            if (terms.autoPay()) {
                requireWallet(caller);
                funds.lookAhead(caller.account());
            }
            Submission submission = submission(caller, idempotencyKey, asked);
            return desk.submit(Job.submitted(terms), submission)
                    .map(step -> views.fresh(step.after()))
                    .onErrorResume(DuplicateKeyException.class, twin -> earlier(submission, twin));
        });
    }

    private void requireWallet(Caller caller) {
        if (!wallets.has(caller.account())) {
            throw ProblemException.conflict(
                    "no-wallet",
                    "The account '"
                            + caller.account()
                            + "' has no wallet here. Submit without autoPay, or have"
                            + " pylon.buyer.wallets configured for it.");
        }
    }

    private Submission submission(Caller caller, @Nullable String key, SubmitJob asked) {
        if (key == null) {
            return new Submission(caller.keyId(), null, null);
        }
        if (key.isBlank() || key.length() > MAX_KEY) {
            throw ProblemException.badRequest(
                    "invalid-idempotency-key",
                    "Idempotency-Key has 1 to " + MAX_KEY + " characters.");
        }
        byte[] body =
                Hashes.sha256(json.writeValueAsString(asked).getBytes(StandardCharsets.UTF_8));
        return new Submission(caller.keyId(), key, body);
    }

    private Mono<JobView> earlier(Submission submission, DuplicateKeyException twin) {
        String key = submission.idempotencyKey();
        byte[] body = submission.bodySha256();
        if (key == null || body == null) {
            return Mono.error(twin);
        }
        return database.sql(
                        "select id, body_sha256 from job where key_id = :keyId and idempotency_key = :key")
                .bind("keyId", submission.keyId())
                .bind("key", key)
                .map(row ->
                        new Earlier(
                                EventId.fromHex(Sql.get(row, "id", String.class)),
                                Sql.get(row, "body_sha256", byte[].class)))
                .one()
                .switchIfEmpty(Mono.error(twin))
                .flatMap(earlier -> {
                    if (!Arrays.equals(earlier.body(), body)) {
                        return Mono.error(
                                ProblemException.conflict(
                                        "idempotency-key-reused",
                                        "This Idempotency-Key was used with another body. Use a new"
                                                + " key for a new request."));
                    }
                    return desk.look(earlier.job()).flatMap(views::of);
                });
    }
}
