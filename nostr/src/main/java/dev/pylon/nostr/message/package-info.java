/** What clients and relays say to each other: NIP-01, NIP-42 and NIP-45. */
@NullMarked
package dev.pylon.nostr.message;

import org.jspecify.annotations.NullMarked;
