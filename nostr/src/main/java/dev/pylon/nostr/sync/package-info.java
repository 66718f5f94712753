/** Finding out which events two sides do not share, without sending them (NIP-77). */
@NullMarked
package dev.pylon.nostr.sync;

import org.jspecify.annotations.NullMarked;
