package dev.pylon.wallet.payment;

import dev.pylon.lightning.Preimage;
import dev.pylon.wallet.account.AccountId;
import dev.pylon.wallet.ledger.BookId;
import dev.pylon.wallet.request.EntryNumber;
import java.util.Optional;

/**
 * What is there already when a payment is asked for.
 *
 * @param repeat what this very request made before
 * @param earlier the payment of the same hash that has not failed
 * @param own our invoice of the same hash
 */
record Standing(Optional<EntryNumber> repeat, Optional<Earlier> earlier, Optional<Own> own) {
    record Earlier(EntryNumber entry, AccountId account) {}

    /**
     * @param preimage empty where the backend keeps it to itself
     */
    record Own(String bolt11, AccountId payee, BookId available, Optional<Preimage> preimage) {}

    boolean isAnswered() {
        return repeat.isPresent() || earlier.isPresent();
    }
}
