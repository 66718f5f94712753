package dev.pylon.relay.storage;

import dev.pylon.nostr.event.Event;
import dev.pylon.nostr.event.EventId;
import dev.pylon.nostr.event.Kinds;
import dev.pylon.primitives.Hex;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;

/** Notes who asks for work, who answers whom and who offers what, for the statistics. */
final class MarketRows {
    private static final String JOBS =
            """
            INSERT INTO job_event (position, request, role, targets)
            SELECT e.position, substring(:requests FROM ((ord - 1) * 32 + 1)::int FOR 32),
                   role, targets
              FROM unnest(:roles, :targets) WITH ORDINALITY AS t (role, targets, ord)
              JOIN event e ON e.id = substring(:ids FROM ((ord - 1) * 32 + 1)::int FOR 32)
            ON CONFLICT DO NOTHING
            """;
    private static final String HANDLERS =
            """
            INSERT INTO handler_kind (position, kind)
            SELECT e.position, t.kind
              FROM unnest(:kinds) WITH ORDINALITY AS t (kind, ord)
              JOIN event e ON e.id = substring(:ids FROM ((ord - 1) * 32 + 1)::int FOR 32)
            ON CONFLICT DO NOTHING
            """;

    private final DatabaseClient database;

    MarketRows(DatabaseClient database) {
        this.database = database;
    }

    /** Notes those of the run that were stored; nothing is noted twice. */
    Mono<Void> insert(List<VerifiedEvent> run) {
        List<JobRow> jobs = new ArrayList<>();
        List<HandlerRow> handlers = new ArrayList<>();
        for (VerifiedEvent verified : run) {
            JobRow.of(verified.event()).ifPresent(jobs::add);
            handlers.addAll(HandlerRow.of(verified.event()));
        }
        return insertJobs(jobs).then(insertHandlers(handlers));
    }

    private Mono<Void> insertJobs(List<JobRow> rows) {
        if (rows.isEmpty()) {
            return Mono.empty();
        }
        return database.sql(JOBS)
                .bind("ids", Packed.of(rows, row -> row.id.toBytes()))
                .bind("requests", Packed.of(rows, row -> row.request.toBytes()))
                .bind("roles", rows.stream().map(JobRow::role).toArray(String[]::new))
                .bind("targets", rows.stream().map(JobRow::targets).toArray(String[]::new))
                .then();
    }

    private Mono<Void> insertHandlers(List<HandlerRow> rows) {
        if (rows.isEmpty()) {
            return Mono.empty();
        }
        return database.sql(HANDLERS)
                .bind("ids", Packed.of(rows, row -> row.id.toBytes()))
                .bind("kinds", rows.stream().map(HandlerRow::kind).toArray(Integer[]::new))
                .then();
    }

    private record JobRow(EventId id, EventId request, String role, String targets) {
        static Optional<JobRow> of(Event event) {
            if (Kinds.isJobRequest(event.kind())) {
                String targets =
                        event.tags()
                                .values("p")
                                .filter(key -> Hex.isLowerCase(key, 32))
                                .distinct()
                                .collect(Collectors.joining(" "));
                return Optional.of(new JobRow(event.id(), event.id(), "request", targets));
            }
            if (Kinds.isJobResult(event.kind())) {
                return answering(event, "result");
            }
            return event.kind() == Kinds.JOB_FEEDBACK
                    ? answering(event, isRefusal(event) ? "refusal" : "feedback")
                    : Optional.empty();
        }

        private static Optional<JobRow> answering(Event event, String role) {
            return event.tags()
                    .firstValue("e")
                    .filter(request -> Hex.isLowerCase(request, 32))
                    .map(request -> new JobRow(event.id(), EventId.fromHex(request), role, ""));
        }

        private static boolean isRefusal(Event event) {
            return event.tags().firstValue("status").map("error"::equalsIgnoreCase).orElse(false);
        }
    }

    private record HandlerRow(EventId id, int kind) {
        static List<HandlerRow> of(Event event) {
            if (event.kind() != Kinds.HANDLER_INFORMATION) {
                return List.of();
            }
            return event.tags()
                    .values("k")
                    .filter(kind -> kind.matches("[0-9]{1,5}"))
                    .map(kind -> new HandlerRow(event.id(), Integer.parseInt(kind)))
                    .distinct()
                    .toList();
        }
    }
}
