/** How fast a paid job is, from the buyer's request to the provider's answer. */
@NullMarked
package dev.pylon.bench;

import org.jspecify.annotations.NullMarked;
