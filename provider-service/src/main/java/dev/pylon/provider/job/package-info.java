/** A job as its provider keeps it. */
@NullMarked
package dev.pylon.provider.job;

import org.jspecify.annotations.NullMarked;
