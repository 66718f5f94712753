/** Values and functions that every module needs and that know nothing of Nostr or Lightning. */
@NullMarked
package dev.pylon.primitives;

import org.jspecify.annotations.NullMarked;
