/** What single NIPs ask of the relay, each in a class of its own. */
@NullMarked
package dev.pylon.relay.protocol;

import org.jspecify.annotations.NullMarked;
