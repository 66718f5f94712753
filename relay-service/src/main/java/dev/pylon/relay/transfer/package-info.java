/** Events in and out in bulk, as JSON lines. */
@NullMarked
package dev.pylon.relay.transfer;

import org.jspecify.annotations.NullMarked;
