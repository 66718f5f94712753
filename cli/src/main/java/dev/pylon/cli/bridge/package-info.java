/** The model process behind bridge-agent. */
@NullMarked
package dev.pylon.cli.bridge;

import org.jspecify.annotations.NullMarked;
