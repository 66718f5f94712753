/** Who is to be told of which event, and what is stored for them already. */
@NullMarked
package dev.pylon.relay.subscription;

import org.jspecify.annotations.NullMarked;
