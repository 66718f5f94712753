/** What operators graph. */
@NullMarked
package dev.pylon.relay.metrics;

import org.jspecify.annotations.NullMarked;
