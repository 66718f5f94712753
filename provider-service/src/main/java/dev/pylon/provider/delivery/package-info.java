/** What is published to the relays, until they have it. */
@NullMarked
package dev.pylon.provider.delivery;

import org.jspecify.annotations.NullMarked;
