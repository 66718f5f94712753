/**
 * BOLT 11 invoices and the values around them, as pure functions: no network, no clock, no state.
 */
@NullMarked
package dev.pylon.lightning;

import org.jspecify.annotations.NullMarked;
