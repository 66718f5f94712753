/** The buyer's REST interface. */
@NullMarked
package dev.pylon.buyer.rest;

import org.jspecify.annotations.NullMarked;
