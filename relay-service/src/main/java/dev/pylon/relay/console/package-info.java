/** The operator's pages: who is kept out, what limits hold, who is connected, single events. */
@NullMarked
package dev.pylon.relay.console;

import org.jspecify.annotations.NullMarked;
