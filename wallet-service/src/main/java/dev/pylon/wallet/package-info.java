/** The wallet service: its start, its configuration and its REST edge. */
@NullMarked
package dev.pylon.wallet;

import org.jspecify.annotations.NullMarked;
