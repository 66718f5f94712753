/** What is on offer, and the relay that carries it, from the command line. */
@NullMarked
package dev.pylon.cli.market;

import org.jspecify.annotations.NullMarked;
