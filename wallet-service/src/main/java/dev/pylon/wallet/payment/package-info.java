/**
 * Payments: held and committed before the backend hears of them, settled on proof, given back on
 * proof of failure, and looked up until one of the two is there.
 */
@NullMarked
package dev.pylon.wallet.payment;

import org.jspecify.annotations.NullMarked;
