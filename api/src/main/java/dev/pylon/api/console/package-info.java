/** How a web console is entered without typing a key. */
@NullMarked
package dev.pylon.api.console;

import org.jspecify.annotations.NullMarked;
