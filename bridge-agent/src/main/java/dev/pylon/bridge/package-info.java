/** Keeps the model process of this machine alive and fronts it. */
@NullMarked
package dev.pylon.bridge;

import org.jspecify.annotations.NullMarked;
