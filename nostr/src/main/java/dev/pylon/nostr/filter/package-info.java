/** Filters of NIP-01 and NIP-50: what a subscription asks for. */
@NullMarked
package dev.pylon.nostr.filter;

import org.jspecify.annotations.NullMarked;
