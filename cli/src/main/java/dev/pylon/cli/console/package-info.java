/** The way from the command line into a browser. */
@NullMarked
package dev.pylon.cli.console;

import org.jspecify.annotations.NullMarked;
