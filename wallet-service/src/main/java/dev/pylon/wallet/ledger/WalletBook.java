package dev.pylon.wallet.ledger;

/** The wallet's own books, as the first migration numbers them. */
public enum WalletBook {
    /** What the Lightning backend holds for us, as a negative number. */
    BACKEND(1),
    /** Routing that cost more than the payer had agreed to: ours to bear, as a negative number. */
    ROUTING_FEES(2),
    INCOME(3),
    /** Money that moved where it should not have, until a person has decided whose it is. */
    SUSPENSE(4);

    private final BookId id;

    WalletBook(long number) {
        this.id = new BookId(number);
    }

    public BookId id() {
        return id;
    }
}
