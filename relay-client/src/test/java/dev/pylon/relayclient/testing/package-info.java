/** A relay for tests that can be made to misbehave in every way that relays do. */
@NullMarked
package dev.pylon.relayclient.testing;

import org.jspecify.annotations.NullMarked;
