/** The door to Lightning: one small interface, and what guards the calls through it. */
@NullMarked
package dev.pylon.wallet.backend;

import org.jspecify.annotations.NullMarked;
