/** The relays: who is connected, what is heard there, and telling them of jobs. */
@NullMarked
package dev.pylon.buyer.relays;

import org.jspecify.annotations.NullMarked;
