/** The buyer's web console. It does what the REST interface does, with the same scopes. */
@NullMarked
package dev.pylon.buyer.console;

import org.jspecify.annotations.NullMarked;
