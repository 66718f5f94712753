package dev.pylon.buyer.desk;

import dev.pylon.buyer.course.Trial;
import dev.pylon.buyer.job.Job;
import dev.pylon.nostr.event.PublicKey;
import java.time.Instant;
import java.util.Map;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Writes what jobs have shown of providers. A row is set to what the job's state says, never added
 * to, so writing it twice is the same as once; what was known stays known.
 */
final class TrialRows {
    private static final int MAX_WHY = 300;

    private final DatabaseClient database;

    TrialRows(DatabaseClient database) {
        this.database = database;
    }

    /** What is new since {@code before}, as of a step at {@code now}. */
    Mono<Void> save(Map<PublicKey, Trial> before, Job job, Instant now) {
        return Flux.fromIterable(Trial.of(job).values())
                .filter(trial -> !trial.equals(before.get(trial.provider())))
                .concatMap(trial -> save(job, trial, now))
                .then();
    }

    private Mono<Void> save(Job job, Trial trial, Instant now) {
        var sql =
                database.sql(
                                """
                                insert into trial (job_id, provider, kind, model, asked_at,
                                                   quoted_at, paid_at, result_at, ended_at, outcome, why)
                                values (:job, :provider, :kind, :model, :asked, :quoted, :paid, :result, :ended, :outcome, :why)
                                on conflict (job_id, provider) do update
                                    set quoted_at = coalesce(trial.quoted_at, excluded.quoted_at),
                                        paid_at = coalesce(trial.paid_at, excluded.paid_at),
                                        result_at = coalesce(trial.result_at, excluded.result_at),
                                        ended_at = coalesce(excluded.ended_at, trial.ended_at),
                                        outcome = coalesce(excluded.outcome, trial.outcome),
                                        why = case when excluded.outcome is null then trial.why else excluded.why end
                                """)
                        .bind("job", job.id().hex())
                        .bind("provider", trial.provider().hex())
                        .bind("kind", job.terms().kind())
                        .bind("asked", job.terms().submittedAt());
        sql = Sql.bind(sql, "model", job.terms().model());
        sql = Sql.bind(sql, "quoted", trial.quotedAt());
        sql = Sql.bind(sql, "paid", trial.paid() ? now : null);
        sql = Sql.bind(sql, "result", trial.delivered() ? now : null);
        sql = Sql.bind(sql, "ended", trial.outcome() == null ? null : now);
        sql = Sql.bind(sql, "outcome", trial.outcome() == null ? null : Words.of(trial.outcome()));
        sql = Sql.bind(sql, "why", trial.why() == null ? null : cut(trial.why().toString()));
        return sql.then();
    }

    private static String cut(String text) {
        return text.length() <= MAX_WHY ? text : text.substring(0, MAX_WHY);
    }
}
