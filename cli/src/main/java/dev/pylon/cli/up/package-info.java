/** Starting, watching and ending the services of one machine. */
@NullMarked
package dev.pylon.cli.up;

import org.jspecify.annotations.NullMarked;
