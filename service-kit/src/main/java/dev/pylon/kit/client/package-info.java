/** Clients of other services' REST contracts. */
@NullMarked
package dev.pylon.kit.client;

import org.jspecify.annotations.NullMarked;
