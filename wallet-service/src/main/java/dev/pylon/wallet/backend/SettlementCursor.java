package dev.pylon.wallet.backend;

/**
 * How far a backend's incoming payments have been read; what it means is the backend's own affair.
 *
 * @param value empty for the beginning
 */
public record SettlementCursor(String value) {
    public static final SettlementCursor START = new SettlementCursor("");
}
