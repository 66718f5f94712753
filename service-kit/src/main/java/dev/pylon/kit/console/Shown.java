package dev.pylon.kit.console;

import dev.pylon.primitives.Msat;
import gg.jte.Content;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** How values look on the console's pages. */
public final class Shown {
    private static final String NOTHING = "–";
    private static final long MSAT = 1_000;
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);

    private static final int ENDS = 8;
    private static final int NPUB_START = 12;

    private static final Set<String> GOOD =
            Set.of(
                    "completed",
                    "delivered",
                    "connected",
                    "authenticated",
                    "settled",
                    "paid",
                    "accepted",
                    "available",
                    "alive",
                    "done",
                    "reachable");
    private static final Set<String> BAD =
            Set.of(
                    "failed",
                    "refused",
                    "paid-undelivered",
                    "delivered-unpaid",
                    "unreachable",
                    "unavailable",
                    "rejected",
                    "payment-failed");
    private static final Set<String> WAITS =
            Set.of(
                    "payment-required",
                    "paying",
                    "unknown",
                    "payment-unknown",
                    "timed-out",
                    "expired",
                    "held",
                    "quoted",
                    "pending",
                    "degraded",
                    "connecting",
                    "waiting",
                    "backing-off",
                    "disconnected",
                    "silent");
    private static final Set<String> MOVES =
            Set.of("processing", "running", "submitted", "requested");

    private Shown() {}

    /** {@code 21 sat}, {@code 1,500 sat}; {@code 1.5 sat} where it is not whole. */
    public static String sat(@Nullable Msat amount) {
        if (amount == null) {
            return NOTHING;
        }
        String whole = String.format(Locale.ROOT, "%,d", amount.value() / MSAT);
        long rest = amount.value() % MSAT;
        String fraction =
                rest == 0 ? "" : String.format(Locale.ROOT, ".%03d", rest).replaceAll("0+$", "");
        return whole + fraction + " sat";
    }

    /** In UTC; a script makes it the browser's own time. */
    public static Content time(@Nullable Instant at) {
        if (at == null) {
            return output -> output.writeContent(NOTHING);
        }
        String text = TIME.format(at);
        return output ->
                output.writeContent(
                        "<time datetime=\""
                                + at.truncatedTo(ChronoUnit.MILLIS)
                                + "\">"
                                + text
                                + " UTC</time>");
    }

    /** Both ends of an id or a key. */
    public static String shortened(@Nullable String id) {
        if (id == null) {
            return NOTHING;
        }
        int start = id.startsWith("npub1") ? NPUB_START : ENDS;
        return id.length() <= start + ENDS
                ? id
                : id.substring(0, start) + "…" + id.substring(id.length() - ENDS);
    }

    /** {@code 85 ms}, {@code 1.2 s}, {@code 3 min 5 s}. */
    public static String duration(@Nullable Long millis) {
        if (millis == null) {
            return NOTHING;
        }
        if (millis < 1_000) {
            return millis + " ms";
        }
        if (millis < 60_000) {
            return String.format(Locale.ROOT, "%.1f s", millis / 1_000.0);
        }
        return millis / 60_000 + " min " + millis % 60_000 / 1_000 + " s";
    }

    /** A state's colour, by the words that the market uses. */
    public static String tone(String word) {
        if (GOOD.contains(word)) {
            return "good";
        }
        if (BAD.contains(word)) {
            return "bad";
        }
        if (WAITS.contains(word)) {
            return "waits";
        }
        return MOVES.contains(word) ? "moves" : "neutral";
    }

    /** {@code payment-required} as people write it. */
    public static String words(String word) {
        return word.replace('-', ' ').replace('_', ' ');
    }

    /** One line of at most that many characters, and never half of one. */
    public static String excerpt(String text, int max) {
        String line = text.strip().replaceAll("\\s+", " ");
        return line.codePointCount(0, line.length()) <= max
                ? line
                : line.substring(0, line.offsetByCodePoints(0, max - 1)) + "…";
    }

    /** What is known, or a dash. */
    public static String orDash(@Nullable String text) {
        return text == null || text.isBlank() ? NOTHING : text;
    }
}
