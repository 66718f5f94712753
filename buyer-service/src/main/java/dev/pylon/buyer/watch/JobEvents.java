package dev.pylon.buyer.watch;

import dev.pylon.api.buyer.JobEventType;
import dev.pylon.api.buyer.JobEventView;
import dev.pylon.api.buyer.JobState;
import dev.pylon.api.buyer.PublishOutcome;
import dev.pylon.buyer.desk.Sql;
import dev.pylon.buyer.desk.Words;
import dev.pylon.buyer.job.JobEvent;
import dev.pylon.nostr.event.EventId;
import io.r2dbc.spi.Readable;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** What has happened to a job, as it is shown. */
@Component
public class JobEvents {
    private final DatabaseClient database;

    JobEvents(DatabaseClient database) {
        this.database = database;
    }

    /** All after that number, in order. */
    public Mono<List<JobEventView>> after(EventId job, long seq) {
        return database.sql(
                        """
                        select e.*, r.content from job_event e
                        left join result r on r.job_id = e.job_id and e.type = 'result'
                        where e.job_id = :job and e.seq > :seq order by e.seq
                        """)
                .bind("job", job.hex())
                .bind("seq", seq)
                .map(row -> view(job, row))
                .all()
                .collectList();
    }

    private static JobEventView view(EventId job, Readable row) {
        String outcome = row.get("outcome", String.class);
        return new JobEventView(
                Sql.get(row, "seq", Long.class),
                job.hex(),
                Words.of(JobEventType.class, Sql.get(row, "type", String.class)),
                Words.of(JobState.class, Sql.get(row, "state", String.class)),
                Sql.get(row, "at", Instant.class),
                row.get("relay", String.class),
                outcome == null ? null : Words.of(PublishOutcome.class, outcome),
                row.get("provider", String.class),
                Sql.msat(row, "amount_msat"),
                row.get("detail", String.class),
                row.get("content", String.class));
    }

    static JobEventView view(EventId job, JobEvent event, @Nullable String result) {
        return new JobEventView(
                event.seq(),
                job.hex(),
                event.type(),
                event.state(),
                event.at(),
                event.relay() == null ? null : event.relay().value(),
                event.outcome(),
                event.provider() == null ? null : event.provider().hex(),
                event.amount(),
                event.detail(),
                event.type() == JobEventType.RESULT ? result : null);
    }
}
