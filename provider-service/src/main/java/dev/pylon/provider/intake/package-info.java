/** Requests as they come from the relays, and whether they are taken. */
@NullMarked
package dev.pylon.provider.intake;

import org.jspecify.annotations.NullMarked;
