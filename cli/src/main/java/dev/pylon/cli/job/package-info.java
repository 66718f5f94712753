/** Jobs, from the command line. */
@NullMarked
package dev.pylon.cli.job;

import org.jspecify.annotations.NullMarked;
