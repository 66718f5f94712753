/** Errors as RFC 9457 has them, with stable types. */
@NullMarked
package dev.pylon.kit.problem;

import org.jspecify.annotations.NullMarked;
