/** Invoices of this wallet: made, paid, given back, and told of as they are paid. */
@NullMarked
package dev.pylon.wallet.invoice;

import org.jspecify.annotations.NullMarked;
