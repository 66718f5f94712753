package dev.pylon.provider.job;

import dev.pylon.nostr.event.Event;
import dev.pylon.primitives.Msat;
import io.r2dbc.spi.Parameters;
import io.r2dbc.spi.R2dbcType;
import io.r2dbc.spi.Readable;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient.GenericExecuteSpec;
import reactor.core.publisher.Mono;

/** Between rows and values. */
final class JobRows {
    static final String COLUMNS =
            "id, request, policy, model, backend, work, money, price_msat, payment_hash, bolt11,"
                    + " result_event_id, attempts, fence, received_at, quoted_at, finished_at, input";

    private JobRows() {}

    static JobRow read(Readable row) {
        return new JobRow(
                text(row, "id"),
                Event.fromJson(text(row, "request")),
                text(row, "policy"),
                Optional.ofNullable(row.get("model", String.class)),
                Optional.ofNullable(row.get("backend", String.class)),
                text(row, "work"),
                text(row, "money"),
                Optional.ofNullable(row.get("price_msat", Long.class)).map(Msat::of),
                Optional.ofNullable(row.get("payment_hash", String.class)),
                Optional.ofNullable(row.get("bolt11", String.class)),
                Optional.ofNullable(row.get("result_event_id", String.class)),
                Objects.requireNonNull(row.get("attempts", Integer.class)),
                number(row, "fence"),
                Objects.requireNonNull(row.get("received_at", Instant.class)),
                Optional.ofNullable(row.get("quoted_at", Instant.class)),
                Optional.ofNullable(row.get("finished_at", Instant.class)),
                Optional.ofNullable(row.get("input", String.class)));
    }

    static Mono<Boolean> changed(GenericExecuteSpec statement) {
        return statement.fetch().rowsUpdated().map(rows -> rows > 0);
    }

    static Object parameter(@Nullable String text) {
        return Parameters.in(R2dbcType.VARCHAR, text);
    }

    static Object parameter(@Nullable Instant at) {
        return Parameters.in(
                R2dbcType.TIMESTAMP_WITH_TIME_ZONE,
                at == null ? null : at.atOffset(ZoneOffset.UTC));
    }

    static long number(Readable row, String column) {
        return Objects.requireNonNullElse(row.get(column, Long.class), 0L);
    }

    private static String text(Readable row, String column) {
        return Objects.requireNonNull(row.get(column, String.class));
    }
}
