/** What a job costs, its invoice, and that it was paid. */
@NullMarked
package dev.pylon.provider.quote;

import org.jspecify.annotations.NullMarked;
