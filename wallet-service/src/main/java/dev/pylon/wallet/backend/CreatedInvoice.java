package dev.pylon.wallet.backend;

import dev.pylon.lightning.Invoice;
import dev.pylon.lightning.Preimage;
import java.util.Optional;

/**
 * An invoice the backend has made.
 *
 * @param preimage empty where the backend keeps it to itself; then no account of this wallet can
 *     pay it internally
 */
public record CreatedInvoice(Invoice invoice, Optional<Preimage> preimage) {
    public CreatedInvoice {
        if (preimage.isPresent() && !preimage.get().proves(invoice.paymentHash())) {
            throw new IllegalArgumentException("the preimage is that of another invoice");
        }
    }
}
