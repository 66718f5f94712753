/** Encryption between two keys: NIP-44 version 2, and NIP-04 for those who still speak it. */
@NullMarked
package dev.pylon.nostr.crypto;

import org.jspecify.annotations.NullMarked;
