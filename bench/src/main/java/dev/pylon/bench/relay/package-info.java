/** A load generator for relays: what they take in, hand on, look up, and need for it. */
@NullMarked
package dev.pylon.bench.relay;

import org.jspecify.annotations.NullMarked;
