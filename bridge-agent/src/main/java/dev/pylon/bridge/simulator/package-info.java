/** A process with the model process's API and no model, for machines that have none. */
@NullMarked
package dev.pylon.bridge.simulator;

import org.jspecify.annotations.NullMarked;
