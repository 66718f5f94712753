package dev.pylon.nostr.auth;

/** Why a NIP-98 event does not authorize a request. */
public enum HttpAuthFailure {
    WRONG_KIND("the event is not of kind 27235"),
    WRONG_TIME("created_at is more than 60 seconds away from this server's clock"),
    WRONG_URL("the u tag is not this request's URL"),
    WRONG_METHOD("the method tag is not this request's method"),
    WRONG_PAYLOAD("the payload tag is not the SHA-256 of this request's body"),
    BAD_SIGNATURE("the id or the signature does not match");

    private final String reason;

    HttpAuthFailure(String reason) {
        this.reason = reason;
    }

    /** In words fit for the client. */
    public String reason() {
        return reason;
    }
}
