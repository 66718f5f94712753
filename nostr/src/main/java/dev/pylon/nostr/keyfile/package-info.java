/** Secret keys as they lie in files: in the clear, or encrypted with a password (NIP-49). */
@NullMarked
package dev.pylon.nostr.keyfile;

import org.jspecify.annotations.NullMarked;
