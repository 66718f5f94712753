/** The pylon command. */
@NullMarked
package dev.pylon.cli;

import org.jspecify.annotations.NullMarked;
