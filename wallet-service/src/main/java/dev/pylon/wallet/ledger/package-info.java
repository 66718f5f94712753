/** The books: double entry, append-only, in whole millisatoshis. The database holds its rules. */
@NullMarked
package dev.pylon.wallet.ledger;

import org.jspecify.annotations.NullMarked;
