package dev.pylon.cli;

import java.io.PrintStream;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Where a command writes: sentences for people, or one JSON document. */
public final class Output {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("MM/dd HH:mm").withZone(ZoneId.systemDefault());
    private static final int SHORT_ID = 16;

    private final PrintStream out;
    private final ObjectMapper json =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    public Output(PrintStream out) {
        this.out = out;
    }

    public void line(String format, @Nullable Object... values) {
        out.println(
                values.length == 0 ? format : String.format(java.util.Locale.ROOT, format, values));
    }

    /** Text without a line's end, shown at once. */
    public void text(String text) {
        out.print(text);
        out.flush();
    }

    public void json(Object document) {
        out.println(json.writeValueAsString(document));
    }

    public static String time(Instant at) {
        return TIME.format(at);
    }

    /**
     * The first 16 hex digits of an id: enough for people, and accepted wherever an id is asked
     * for.
     */
    public static String shortId(String id) {
        return id.length() <= SHORT_ID ? id : id.substring(0, SHORT_ID);
    }

    /** One line of at most {@code max} characters (not bytes, and never half of one). */
    public static String excerpt(String text, int max) {
        String oneLine = text.strip().replaceAll("\\s+", " ");
        if (oneLine.codePointCount(0, oneLine.length()) <= max) {
            return oneLine;
        }
        return oneLine.substring(0, oneLine.offsetByCodePoints(0, max - 1)) + "…";
    }
}
