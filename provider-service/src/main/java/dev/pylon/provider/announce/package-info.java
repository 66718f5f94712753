/** Telling the network what is on offer, and that we are alive. */
@NullMarked
package dev.pylon.provider.announce;

import org.jspecify.annotations.NullMarked;
