/** Whether the books agree with the backend and with themselves, measured and alarmed on. */
@NullMarked
package dev.pylon.wallet.reconciliation;

import org.jspecify.annotations.NullMarked;
