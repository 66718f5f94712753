package dev.pylon.buyer.desk;

import dev.pylon.buyer.job.JobEvent;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;

/** Writes what happened to a job, all of a step in one statement. */
final class EventRows {
    private final DatabaseClient database;

    EventRows(DatabaseClient database) {
        this.database = database;
    }

    Mono<Void> insert(String job, List<JobEvent> events) {
        return database.sql(
                        """
                        insert into job_event (job_id, seq, type, state, at, relay, outcome, provider, amount_msat, detail)
                        select :job, e.* from unnest(:seq::bigint[], :type::text[], :state::text[],
                            :at::timestamptz[], :relay::text[], :outcome::text[], :provider::text[], :amount::bigint[],
                            :detail::text[]) e
                        """)
                .bind("job", job)
                .bind("seq", events.stream().map(JobEvent::seq).toArray(Long[]::new))
                .bind("type", texts(events, event -> Words.of(event.type())))
                .bind("state", texts(events, event -> Words.of(event.state())))
                .bind("at", events.stream().map(JobEvent::at).toArray(Instant[]::new))
                .bind(
                        "relay",
                        texts(
                                events,
                                event -> event.relay() == null ? null : event.relay().value()))
                .bind(
                        "outcome",
                        texts(
                                events,
                                event ->
                                        event.outcome() == null ? null : Words.of(event.outcome())))
                .bind(
                        "provider",
                        texts(
                                events,
                                event -> event.provider() == null ? null : event.provider().hex()))
                .bind(
                        "amount",
                        events.stream()
                                .map(event ->
                                        event.amount() == null ? null : event.amount().value())
                                .toArray(Long[]::new))
                .bind("detail", texts(events, JobEvent::detail))
                .then();
    }

    private static @Nullable String[] texts(
            List<JobEvent> events, Function<JobEvent, @Nullable String> part) {
        return events.stream().map(part).map(Sql::text).toArray(String[]::new);
    }
}
