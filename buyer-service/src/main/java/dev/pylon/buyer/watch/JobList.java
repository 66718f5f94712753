package dev.pylon.buyer.watch;

import dev.pylon.api.Page;
import dev.pylon.api.buyer.JobState;
import dev.pylon.api.buyer.JobSummary;
import dev.pylon.buyer.desk.Sql;
import dev.pylon.buyer.desk.Words;
import dev.pylon.kit.problem.ProblemException;
import io.r2dbc.spi.Readable;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** The jobs of an account, newest first. */
@Component
public class JobList {
    private static final int DEFAULT_LIMIT = 50;
    private static final int MAX_LIMIT = 200;

    private final DatabaseClient database;

    JobList(DatabaseClient database) {
        this.database = database;
    }

    /** Where a page ends. */
    private record Position(Instant at, String id) {
        static final Position START = new Position(Instant.parse("9999-01-01T00:00:00Z"), "");

        static Position parse(String cursor) {
            try {
                String text =
                        new String(
                                Base64.getUrlDecoder().decode(cursor), StandardCharsets.US_ASCII);
                String[] parts = text.split(" ", 2);
                if (!parts[1].matches("[0-9a-f]{64}")) {
                    throw new IllegalArgumentException("no id");
                }
                return new Position(Instant.parse(parts[0]), parts[1]);
            } catch (RuntimeException notOurs) {
                throw ProblemException.badRequest(
                        "malformed-cursor",
                        "The cursor is none of ours. Give back nextCursor as it was, or leave it out.");
            }
        }

        @Override
        public String toString() {
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString((at + " " + id).getBytes(StandardCharsets.US_ASCII));
        }
    }

    public Mono<Page<JobSummary>> page(
            String account,
            @Nullable String cursor,
            @Nullable Integer limit,
            @Nullable String state) {
        int size = limit == null ? DEFAULT_LIMIT : limit;
        if (size < 1 || size > MAX_LIMIT) {
            throw ProblemException.badRequest(
                    "invalid-limit", "limit is from 1 to " + MAX_LIMIT + ".");
        }
        Position from = cursor == null ? Position.START : Position.parse(cursor);
        return Sql.bind(
                        database.sql(
                                        """
                                        select j.id, j.shown, j.kind, left(j.prompt, 280) as prompt, j.model, j.selected, j.bid_msat,
                                               j.created_at, j.updated_at, p.amount_msat as paid_msat
                                        from job j
                                        left join payment p on p.job_id = j.id and p.state = 'settled'
                                        where j.account = :account and (j.created_at, j.id) < (:at, :id)
                                          and (:state::text is null or j.shown = :state)
                                        order by j.created_at desc, j.id desc limit :limit
                                        """)
                                .bind("account", account)
                                .bind("at", from.at())
                                .bind("id", from.id())
                                .bind("limit", size + 1),
                        "state",
                        shown(state))
                .map(JobList::summary)
                .all()
                .collectList()
                .map(found -> page(found, size));
    }

    private static @Nullable String shown(@Nullable String state) {
        if (state == null || state.isBlank()) {
            return null;
        }
        try {
            return Words.of(Words.of(JobState.class, state));
        } catch (IllegalArgumentException unknown) {
            throw ProblemException.badRequest(
                    "invalid-state",
                    "There is no state '"
                            + state
                            + "'. There are "
                            + List.of(JobState.values()).stream().map(JobState::word).toList()
                            + ".");
        }
    }

    private static Page<JobSummary> page(List<JobSummary> found, int size) {
        if (found.size() <= size) {
            return new Page<>(found, null);
        }
        JobSummary last = found.get(size - 1);
        return new Page<>(
                found.subList(0, size), new Position(last.createdAt(), last.id()).toString());
    }

    private static JobSummary summary(Readable row) {
        return new JobSummary(
                Sql.get(row, "id", String.class),
                Words.of(JobState.class, Sql.get(row, "shown", String.class)),
                Sql.get(row, "kind", Integer.class),
                Sql.get(row, "prompt", String.class),
                row.get("model", String.class),
                row.get("selected", String.class),
                Sql.msat(row, "bid_msat"),
                Sql.msat(row, "paid_msat"),
                Sql.get(row, "created_at", Instant.class),
                Sql.get(row, "updated_at", Instant.class));
    }
}
