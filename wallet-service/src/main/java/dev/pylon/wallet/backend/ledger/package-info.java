/** The backend that is no node: real signed invoices on regtest, paid between accounts only. */
@NullMarked
package dev.pylon.wallet.backend.ledger;

import org.jspecify.annotations.NullMarked;
