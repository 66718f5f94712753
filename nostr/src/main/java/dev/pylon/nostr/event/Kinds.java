package dev.pylon.nostr.event;

/** Event kinds by number, and what NIP-01 and NIP-90 say of their ranges. */
public final class Kinds {
    public static final int METADATA = 0;
    public static final int NOTE = 1;
    public static final int FOLLOWS = 3;
    public static final int DIRECT_MESSAGE = 4;
    public static final int DELETION = 5;
    public static final int REPOST = 6;
    public static final int REACTION = 7;
    public static final int GENERIC_REPOST = 16;
    public static final int SEAL = 13;
    public static final int PRIVATE_MESSAGE = 14;
    public static final int VANISH = 62;
    public static final int GIFT_WRAP = 1059;
    public static final int TEXT_EXTRACTION = 5000;
    public static final int SUMMARIZATION = 5001;
    public static final int TRANSLATION = 5002;
    public static final int TEXT_GENERATION = 5050;
    public static final int TEXT_GENERATION_RESULT = 6050;
    public static final int JOB_FEEDBACK = 7000;
    public static final int RELAY_LIST = 10002;
    public static final int HEARTBEAT = 11998;
    public static final int WALLET_INFO = 13194;
    public static final int EPHEMERAL_GIFT_WRAP = 21059;
    public static final int CLIENT_AUTH = 22242;
    public static final int WALLET_REQUEST = 23194;
    public static final int WALLET_RESPONSE = 23195;
    public static final int WALLET_NOTIFICATION_NIP04 = 23196;
    public static final int WALLET_NOTIFICATION = 23197;
    public static final int HTTP_AUTH = 27235;
    public static final int HANDLER_INFORMATION = 31990;

    private static final int RESULT_OFFSET = 1000;

    private Kinds() {}

    /** Only the latest event of a key and such a kind counts. */
    public static boolean isReplaceable(int kind) {
        return kind == METADATA || kind == FOLLOWS || (kind >= 10_000 && kind < 20_000);
    }

    /** Only the latest event of a key, such a kind and a {@code d} tag counts. */
    public static boolean isAddressable(int kind) {
        return kind >= 30_000 && kind < 40_000;
    }

    /** Passed on and not stored. */
    public static boolean isEphemeral(int kind) {
        return kind >= 20_000 && kind < 30_000;
    }

    /** Stored, and none replaces another; kinds in no range of NIP-01 are taken for regular. */
    public static boolean isRegular(int kind) {
        return !isReplaceable(kind) && !isAddressable(kind) && !isEphemeral(kind);
    }

    public static boolean isJobRequest(int kind) {
        return kind >= 5_000 && kind < 6_000;
    }

    public static boolean isJobResult(int kind) {
        return kind >= 6_000 && kind < 7_000;
    }

    /**
     * The kind that answers a job request.
     *
     * @throws IllegalArgumentException if it is no job request
     */
    public static int resultOf(int requestKind) {
        if (!isJobRequest(requestKind)) {
            throw new IllegalArgumentException("kind " + requestKind + " is no job request");
        }
        return requestKind + RESULT_OFFSET;
    }

    /** NIP-47: info, request, response and both kinds of notification. */
    public static boolean isWalletConnect(int kind) {
        return kind == WALLET_INFO || (kind >= WALLET_REQUEST && kind <= WALLET_NOTIFICATION);
    }
}
