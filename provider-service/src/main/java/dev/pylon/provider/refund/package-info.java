/** Money that goes back. */
@NullMarked
package dev.pylon.provider.refund;

import org.jspecify.annotations.NullMarked;
