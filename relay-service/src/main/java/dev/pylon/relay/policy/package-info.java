/** The relay's settings, and what they allow. NIP-11's document is made from the same record. */
@NullMarked
package dev.pylon.relay.policy;

import org.jspecify.annotations.NullMarked;
