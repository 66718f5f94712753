/** The wallet, from the command line. */
@NullMarked
package dev.pylon.cli.wallet;

import org.jspecify.annotations.NullMarked;
