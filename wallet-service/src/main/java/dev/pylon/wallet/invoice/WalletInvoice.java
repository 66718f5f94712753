package dev.pylon.wallet.invoice;

import dev.pylon.lightning.PaymentHash;
import dev.pylon.primitives.Msat;
import dev.pylon.wallet.account.AccountId;
import dev.pylon.wallet.ledger.BookId;
import java.time.Instant;
import java.util.Optional;

/**
 * An invoice of this wallet.
 *
 * @param amount empty if the payer chooses
 * @param received what arrived, once it is paid
 * @param payer the account of this wallet that paid it; empty if it was paid from outside, or not
 *     at all
 */
public record WalletInvoice(
        PaymentHash hash,
        AccountId payee,
        String bolt11,
        Optional<Msat> amount,
        String description,
        InvoiceState state,
        Instant createdAt,
        Instant expiresAt,
        Optional<Instant> paidAt,
        Optional<Msat> received,
        Optional<Payer> payer) {

    /**
     * @param available the book a refund goes to
     */
    public record Payer(AccountId account, BookId available) {}
}
