package dev.pylon.buyer.desk;

import dev.pylon.primitives.Msat;
import io.r2dbc.spi.Readable;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient.GenericExecuteSpec;

/** Reading and binding columns, with what PostgreSQL cannot hold made harmless. */
public final class Sql {
    private Sql() {}

    /** PostgreSQL's text has no NUL. */
    public static @Nullable String text(@Nullable String text) {
        return text == null || text.indexOf('\0') < 0 ? text : text.replace('\0', '\uFFFD');
    }

    public static GenericExecuteSpec bind(
            GenericExecuteSpec sql, String name, @Nullable String value) {
        String storable = text(value);
        return storable == null ? sql.bindNull(name, String.class) : sql.bind(name, storable);
    }

    public static GenericExecuteSpec bind(
            GenericExecuteSpec sql, String name, @Nullable Instant value) {
        return value == null ? sql.bindNull(name, Instant.class) : sql.bind(name, value);
    }

    public static GenericExecuteSpec bind(
            GenericExecuteSpec sql, String name, @Nullable Msat value) {
        return value == null ? sql.bindNull(name, Long.class) : sql.bind(name, value.value());
    }

    /** A column that is not null. */
    public static <T> T get(Readable row, String column, Class<T> type) {
        T value = row.get(column, type);
        if (value == null) {
            throw new IllegalStateException("column " + column + " is null");
        }
        return value;
    }

    public static @Nullable Msat msat(Readable row, String column) {
        Long value = row.get(column, Long.class);
        return value == null ? null : Msat.of(value);
    }
}
