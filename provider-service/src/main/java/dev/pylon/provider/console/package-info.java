/** The provider's web console. It only reads, with the scopes of the REST interface. */
@NullMarked
package dev.pylon.provider.console;

import org.jspecify.annotations.NullMarked;
