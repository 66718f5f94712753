/** Takes over events of other relays, by comparison (NIP-77). */
@NullMarked
package dev.pylon.relay.mirror;

import org.jspecify.annotations.NullMarked;
