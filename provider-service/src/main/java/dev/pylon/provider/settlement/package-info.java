/** What the wallet says was paid, and what follows from it. */
@NullMarked
package dev.pylon.provider.settlement;

import org.jspecify.annotations.NullMarked;
