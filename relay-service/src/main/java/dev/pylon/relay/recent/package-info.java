/** Stored events held in memory, so that most answers need no database. */
@NullMarked
package dev.pylon.relay.recent;

import org.jspecify.annotations.NullMarked;
