/** What was earned, and the provider's own REST API. */
@NullMarked
package dev.pylon.provider.earnings;

import org.jspecify.annotations.NullMarked;
