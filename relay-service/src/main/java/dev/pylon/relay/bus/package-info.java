/** How several replicas on one database tell each other what happened. */
@NullMarked
package dev.pylon.relay.bus;

import org.jspecify.annotations.NullMarked;
