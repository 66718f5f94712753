package dev.pylon.postgres;

/** The database can't be started, stopped or reached; the message says why and what to do. */
public final class LocalPostgresException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public LocalPostgresException(String message) {
        super(message);
    }

    public LocalPostgresException(String message, Throwable cause) {
        super(message, cause);
    }
}
