/** Who offers what, as providers announce it. */
@NullMarked
package dev.pylon.buyer.directory;

import org.jspecify.annotations.NullMarked;
