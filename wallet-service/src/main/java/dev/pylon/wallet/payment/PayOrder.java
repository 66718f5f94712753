package dev.pylon.wallet.payment;

import dev.pylon.lightning.Invoice;
import dev.pylon.lightning.Network;
import dev.pylon.primitives.Msat;
import dev.pylon.wallet.request.Refusal;
import dev.pylon.wallet.request.Refused;
import java.time.Instant;
import java.util.Optional;

/**
 * An invoice to be paid.
 *
 * @param amount only where the invoice names none, or the same
 * @param maxFee the most that routing may cost; the wallet's own limit if empty
 * @param memo kept in the history
 */
public record PayOrder(Invoice invoice, Optional<Msat> amount, Optional<Msat> maxFee, String memo) {

    /** What is to be paid. */
    Msat amountToPay() {
        return invoice.amount().or(() -> amount).orElseThrow(PayOrder::noAmount);
    }

    void check(Network network, Instant now) {
        if (invoice.network() != network) {
            throw new Refused(
                    Refusal.WRONG_NETWORK,
                    "The invoice is for "
                            + invoice.network().word()
                            + ", this wallet is on "
                            + network.word()
                            + ".");
        }
        if (invoice.isExpired(now)) {
            throw new Refused(
                    Refusal.INVOICE_EXPIRED,
                    "The invoice expired at "
                            + invoice.expiresAt()
                            + ". Ask the payee for a new one.");
        }
        if (amount.isPresent() && amount.get().isZero()
                || invoice.amount().isEmpty() && amount.isEmpty()) {
            throw noAmount();
        }
        if (amount.isPresent()
                && invoice.amount().isPresent()
                && !amount.get().equals(invoice.amount().get())) {
            throw new Refused(
                    Refusal.AMOUNT_MISMATCH,
                    "The invoice asks for "
                            + invoice.amount().get()
                            + ", not "
                            + amount.get()
                            + ". Leave amountMsat out.");
        }
    }

    private static Refused noAmount() {
        return new Refused(
                Refusal.AMOUNT_MISMATCH,
                "The invoice names no amount. Give an amountMsat of at least 1.");
    }
}
