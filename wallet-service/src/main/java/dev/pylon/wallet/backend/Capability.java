package dev.pylon.wallet.backend;

/** What a backend can do beyond making invoices. */
public enum Capability {
    /** Pay invoices of nodes that are not this wallet. */
    PAY,
    /** Keep to the fee limit it is given. */
    FEE_LIMIT,
    /** Tell by itself that an invoice was paid from outside. */
    STREAM
}
