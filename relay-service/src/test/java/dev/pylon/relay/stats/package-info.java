@NullMarked
package dev.pylon.relay.stats;

import org.jspecify.annotations.NullMarked;
