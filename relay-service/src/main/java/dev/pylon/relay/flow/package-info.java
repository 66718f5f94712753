/** Bounds on work: a budget to wait for, and a queue that is taken in groups. */
@NullMarked
package dev.pylon.relay.flow;

import org.jspecify.annotations.NullMarked;
