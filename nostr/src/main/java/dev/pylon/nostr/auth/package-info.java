/** Authentication of clients to relays: NIP-42. */
@NullMarked
package dev.pylon.nostr.auth;

import org.jspecify.annotations.NullMarked;
