package dev.pylon.provider.job;

import static dev.pylon.provider.job.JobRows.COLUMNS;
import static dev.pylon.provider.job.JobRows.changed;

import java.time.Duration;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The jobs that may be worked on. Who takes one holds it for a while, and shows with every change
 * the fence it was given; what comes with an old one changes nothing and is {@code false}.
 */
@Component
public class JobQueue {
    private final DatabaseClient database;

    JobQueue(DatabaseClient database) {
        this.database = database;
    }

    /** Takes jobs that may be worked on, the oldest first, for as long as the lease lasts. */
    public Flux<JobRow> claim(int most, Duration lease) {
        return database.sql(
                        """
                        update job set work = 'running', attempts = attempts + 1, fence = fence + 1,
                            lease_until = now() + make_interval(secs => :lease), updated_at = now()
                        where id in (
                            select id from job
                            where result_event_id is null
                              and (work = 'accepted' and (policy <> 'before' or money = 'paid')
                                   or work = 'running' and lease_until < now())
                            order by received_at limit :most
                            for update skip locked)
                        returning
                        """
                                + COLUMNS)
                .bind("lease", lease.toMillis() / 1000.0)
                .bind("most", most)
                .map(JobRows::read)
                .all();
    }

    /** False if the job was taken from us. */
    public Mono<Boolean> renew(JobRow job, Duration lease) {
        return changed(
                database.sql(
                                """
                                update job set lease_until = now() + make_interval(secs => :lease)
                                where id = :id and fence = :fence and work = 'running'
                                """)
                        .bind("lease", lease.toMillis() / 1000.0)
                        .bind("id", job.id())
                        .bind("fence", job.fence()));
    }

    /** For whoever comes next, as if it had not been taken. */
    public Mono<Boolean> giveBack(JobRow job) {
        return changed(
                database.sql(
                                """
                                update job set lease_until = now() - interval '1 second', attempts = attempts - 1
                                where id = :id and fence = :fence and work = 'running' and result_event_id is null
                                """)
                        .bind("id", job.id())
                        .bind("fence", job.fence()));
    }

    /** The result is made and signed; from here on it is only published. */
    public Mono<Boolean> finish(JobRow job, String resultEventId) {
        return changed(
                database.sql(
                                """
                                update job set result_event_id = :result, lease_until = null,
                                    finished_at = now(), updated_at = now()
                                where id = :id and fence = :fence and work = 'running' and result_event_id is null
                                """)
                        .bind("result", resultEventId)
                        .bind("id", job.id())
                        .bind("fence", job.fence()));
    }

    public Mono<Boolean> fail(JobRow job, String reason) {
        return changed(
                database.sql(
                                """
                                update job set work = 'failed', reason = :reason, lease_until = null, updated_at = now()
                                where id = :id and fence = :fence and work = 'running' and result_event_id is null
                                """)
                        .bind("reason", reason)
                        .bind("id", job.id())
                        .bind("fence", job.fence()));
    }

    /** A relay has the result. Empty if that was known already. */
    public Mono<JobRow> delivered(String id) {
        return database.sql(
                        "update job set work = 'delivered', delivered_at = now(), updated_at = now()"
                                + " where id = :id and work = 'running' and result_event_id is not null returning "
                                + COLUMNS)
                .bind("id", id)
                .map(JobRows::read)
                .one();
    }

    /** No relay takes the result. Empty if one has it, or that was known already. */
    public Mono<JobRow> undeliverable(String id, String reason) {
        return database.sql(
                        "update job set work = 'failed', reason = :reason, updated_at = now()"
                                + " where id = :id and work = 'running' and result_event_id is not null returning "
                                + COLUMNS)
                .bind("reason", reason)
                .bind("id", id)
                .map(JobRows::read)
                .one();
    }
}
