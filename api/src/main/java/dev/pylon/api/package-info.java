/** What the REST contracts of all services share. */
@NullMarked
package dev.pylon.api;

import org.jspecify.annotations.NullMarked;
