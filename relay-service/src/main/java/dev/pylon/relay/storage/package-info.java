/** Events in PostgreSQL, and the log of what was committed. */
@NullMarked
package dev.pylon.relay.storage;

import org.jspecify.annotations.NullMarked;
