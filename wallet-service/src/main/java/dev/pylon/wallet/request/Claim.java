package dev.pylon.wallet.request;

/** Whether a request with a key comes for the first time. */
public sealed interface Claim {
    /** What it made, or is to make. */
    EntryNumber entry();

    /** It does: make what was asked for under this number, in this transaction. */
    record First(EntryNumber entry) implements Claim {}

    /** It came before: answer with what stands under this number. */
    record Repeat(EntryNumber entry) implements Claim {}
}
