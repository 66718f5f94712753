package dev.pylon.buyer.desk;

import dev.pylon.api.buyer.SelectionPolicy;
import dev.pylon.buyer.course.Step;
import dev.pylon.buyer.job.Job;
import dev.pylon.buyer.job.Preference;
import dev.pylon.buyer.job.Problem;
import dev.pylon.buyer.job.Terms;
import dev.pylon.buyer.job.Work;
import dev.pylon.nostr.event.PublicKey;
import dev.pylon.relayclient.RelayUrl;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.r2dbc.core.DatabaseClient.GenericExecuteSpec;
import reactor.core.publisher.Mono;

/** Writes jobs' own rows. */
final class JobRows {
    private final DatabaseClient database;

    JobRows(DatabaseClient database) {
        this.database = database;
    }

    Mono<Void> insert(Job job, Submission submission) {
        Terms terms = job.terms();
        GenericExecuteSpec sql =
                database.sql(
                                """
                                insert into job (id, account, key_id, idempotency_key, body_sha256, request, kind, prompt,
                                    model, bid_msat, auto_pay, targets, relays, policy, quote_window_ms, allowed, denied, created_at, patience_ms, deadline,
                                    version, last_seq, work, result_event, work_problem, money, shown, finished_as,
                                    patience_over, awaiting_refund, selected, dropped, declined, held, attempts,
                                    window_closes_at, accepted_at, quoted_at, paid_at, first_text_at, result_at, updated_at)
                                values (:id, :account, :keyId, :idempotencyKey, :body, :request, :kind, :prompt,
                                    :model, :bid, :autoPay, :targets, :relays, :policy, :quoteWindow, :allowed, :denied, :createdAt, :patience, :deadline,
                                    :version, :lastSeq, :work, :resultEvent, :workProblem, :money, :shown, :finishedAs,
                                    :patienceOver, :awaitingRefund, :selected, :dropped, :declined, :held, :attempts,
                                    :windowClosesAt, :acceptedAt, :quotedAt, :paidAt, :firstTextAt, :resultAt, :updatedAt)
                                """)
                        .bind("account", terms.account())
                        .bind("keyId", submission.keyId())
                        .bind("request", terms.request().toJson())
                        .bind("kind", terms.kind())
                        .bind("autoPay", terms.autoPay())
                        .bind("targets", hex(terms.targets()))
                        .bind(
                                "relays",
                                terms.relays().stream().map(RelayUrl::value).toArray(String[]::new))
                        .bind("createdAt", terms.submittedAt())
                        .bind("patience", terms.patience().toMillis());
        sql = preference(sql, terms.preference());
        sql = Sql.bind(sql, "prompt", terms.prompt());
        sql = Sql.bind(sql, "model", terms.model());
        sql = Sql.bind(sql, "bid", terms.bid());
        sql = Sql.bind(sql, "idempotencyKey", submission.idempotencyKey());
        byte[] body = submission.bodySha256();
        sql = body == null ? sql.bindNull("body", byte[].class) : sql.bind("body", body);
        return state(sql, job, terms.submittedAt()).then();
    }

    private static GenericExecuteSpec preference(GenericExecuteSpec sql, Preference preference) {
        SelectionPolicy policy = preference.policy();
        Duration window = preference.quoteWindow();
        GenericExecuteSpec bound =
                sql.bind("allowed", hex(preference.lists().allowed()))
                        .bind("denied", hex(preference.lists().denied()));
        bound = Sql.bind(bound, "policy", policy == null ? null : Words.of(policy));
        return window == null
                ? bound.bindNull("quoteWindow", Long.class)
                : bound.bind("quoteWindow", window.toMillis());
    }

    /** False if the job is no longer at the version the step began with. */
    Mono<Boolean> update(Step step) {
        GenericExecuteSpec sql =
                database.sql(
                                """
                                update job set version = :version, last_seq = :lastSeq, work = :work,
                                    result_event = :resultEvent, work_problem = :workProblem, money = :money, deadline = :deadline,
                                    shown = :shown, finished_as = :finishedAs, patience_over = :patienceOver,
                                    awaiting_refund = :awaitingRefund, selected = :selected, dropped = :dropped,
                                    declined = :declined, held = :held, attempts = :attempts,
                                    window_closes_at = :windowClosesAt, accepted_at = :acceptedAt,
                                    quoted_at = :quotedAt, paid_at = :paidAt, first_text_at = :firstTextAt,
                                    result_at = :resultAt, updated_at = :updatedAt
                                where id = :id and version = :before
                                """)
                        .bind("before", step.before().version());
        return state(sql, step.after(), step.at()).fetch().rowsUpdated().map(count -> count == 1);
    }

    private static GenericExecuteSpec state(GenericExecuteSpec spec, Job job, Instant now) {
        GenericExecuteSpec sql =
                spec.bind("id", job.id().hex())
                        .bind("version", job.version())
                        .bind("lastSeq", job.lastSeq())
                        .bind("work", Words.of(job.work().state()))
                        .bind("money", Words.of(job.money().state()))
                        .bind("shown", Words.of(job.state()))
                        .bind("deadline", job.deadline())
                        .bind("patienceOver", job.patienceOver())
                        .bind("awaitingRefund", job.awaitingRefund())
                        .bind("dropped", hex(job.dropped()))
                        .bind("declined", hex(job.declined()))
                        .bind("held", hex(job.held()))
                        .bind("attempts", job.attempts())
                        .bind("updatedAt", now);
        sql = Sql.bind(sql, "resultEvent", resultOf(job.work()));
        sql = Sql.bind(sql, "workProblem", problemOf(job.work()));
        sql =
                Sql.bind(
                        sql,
                        "finishedAs",
                        job.finishedAs() == null ? null : Words.of(job.finishedAs()));
        sql = Sql.bind(sql, "selected", job.selected() == null ? null : job.selected().hex());
        sql = Sql.bind(sql, "windowClosesAt", job.windowClosesAt());
        sql = Sql.bind(sql, "acceptedAt", job.times().accepted());
        sql = Sql.bind(sql, "quotedAt", job.times().quoted());
        sql = Sql.bind(sql, "paidAt", job.times().paid());
        sql = Sql.bind(sql, "firstTextAt", job.times().firstText());
        return Sql.bind(sql, "resultAt", job.times().result());
    }

    private static @Nullable String resultOf(Work work) {
        return work instanceof Work.Delivered delivered ? delivered.result().hex() : null;
    }

    private static @Nullable String problemOf(Work work) {
        Problem problem =
                switch (work) {
                    case Work.Failed failed -> failed.problem();
                    case Work.Refused refused -> refused.problem();
                    case Work.Requested _,
                            Work.Accepted _,
                            Work.Running _,
                            Work.Delivered _,
                            Work.Cancelled _,
                            Work.Expired _ ->
                            null;
                };
        return problem == null ? null : problem.toString();
    }

    private static String[] hex(Collection<PublicKey> keys) {
        return keys.stream().map(PublicKey::hex).sorted().toArray(String[]::new);
    }
}
