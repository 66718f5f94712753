/** The same request twice has one effect and one answer. */
@NullMarked
package dev.pylon.kit.idempotency;

import org.jspecify.annotations.NullMarked;
