/** JSON as Nostr needs it: one pass over bytes in, canonical text out. */
@NullMarked
package dev.pylon.nostr.json;

import org.jspecify.annotations.NullMarked;
