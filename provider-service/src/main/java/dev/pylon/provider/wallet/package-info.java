/** The wallet as this service calls it. */
@NullMarked
package dev.pylon.provider.wallet;

import org.jspecify.annotations.NullMarked;
