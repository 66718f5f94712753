/** Jobs as they are shown: now, and as they happen. */
@NullMarked
package dev.pylon.buyer.watch;

import org.jspecify.annotations.NullMarked;
