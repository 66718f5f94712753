/** Keys and the forms people write them in: NIP-06 and NIP-19. */
@NullMarked
package dev.pylon.nostr.key;

import org.jspecify.annotations.NullMarked;
