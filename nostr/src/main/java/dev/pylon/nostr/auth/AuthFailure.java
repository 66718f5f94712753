package dev.pylon.nostr.auth;

/** Why an AUTH event proves nothing. */
public enum AuthFailure {
    WRONG_KIND("an AUTH event is of kind 22242"),
    WRONG_CHALLENGE("the challenge is not the one this relay sent on this connection"),
    WRONG_RELAY("the relay tag names another relay"),
    WRONG_TIME("created_at is more than ten minutes away from this relay's clock"),
    BAD_SIGNATURE("the id or the signature does not match");

    private final String reason;

    AuthFailure(String reason) {
        this.reason = reason;
    }

    /** In words fit for the client. */
    public String reason() {
        return reason;
    }
}
