/** The Nostr relay. */
@NullMarked
package dev.pylon.relay;

import org.jspecify.annotations.NullMarked;
