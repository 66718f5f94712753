/** The documents that relay-service serves by HTTP: NIP-11 and the statistics. */
@NullMarked
package dev.pylon.api.relay;

import org.jspecify.annotations.NullMarked;
