/** Paying, through the wallet of whoever submitted the job; and noticing what comes back. */
@NullMarked
package dev.pylon.buyer.pay;

import org.jspecify.annotations.NullMarked;
