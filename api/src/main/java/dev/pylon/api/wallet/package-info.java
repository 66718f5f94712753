/** The REST contract of wallet-service. */
@NullMarked
package dev.pylon.api.wallet;

import org.jspecify.annotations.NullMarked;
