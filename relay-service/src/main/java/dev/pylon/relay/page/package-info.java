/** The page a person sees. */
@NullMarked
package dev.pylon.relay.page;

import org.jspecify.annotations.NullMarked;
