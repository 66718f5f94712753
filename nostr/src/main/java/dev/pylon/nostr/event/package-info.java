/** Events of NIP-01: their parts, ids, signatures and JSON. */
@NullMarked
package dev.pylon.nostr.event;

import org.jspecify.annotations.NullMarked;
