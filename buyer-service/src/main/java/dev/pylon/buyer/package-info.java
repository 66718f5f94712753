/** The buyer: submits jobs, chooses, pays, checks and collects. */
@NullMarked
package dev.pylon.buyer;

import org.jspecify.annotations.NullMarked;
