package dev.pylon.relay.market;

import dev.pylon.nostr.event.Kinds;

/** What people call the kinds that this relay is likely to hold. */
public final class KindNames {
    private KindNames() {}

    /** Empty if there is no name for it. */
    public static String of(int kind) {
        return switch (kind) {
            case 0 -> "profile";
            case 1 -> "note";
            case 3 -> "follows";
            case 4 -> "direct message";
            case 5 -> "deletion";
            case 7 -> "reaction";
            case 1059 -> "gift wrap";
            case 7000 -> "job feedback";
            case 10002 -> "relay list";
            case 11998 -> "provider heartbeat";
            case 13194 -> "wallet info";
            case 31990 -> "provider announcement";
            default ->
                    Kinds.isJobRequest(kind)
                            ? "request: " + job(kind)
                            : Kinds.isJobResult(kind) ? "result: " + job(kind - 1000) : "";
        };
    }

    private static String job(int kind) {
        return switch (kind) {
            case 5000 -> "text extraction";
            case 5001 -> "summary";
            case 5002 -> "translation";
            case 5050 -> "text generation";
            case 5100 -> "image generation";
            case 5200 -> "video";
            case 5250 -> "speech";
            case 5300 -> "content discovery";
            case 5301 -> "people discovery";
            case 5302 -> "note search";
            case 5303 -> "people search";
            case 5400 -> "count";
            case 5970 -> "proof of work";
            default -> "job";
        };
    }
}
