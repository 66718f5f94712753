/** The queue of jobs that may be worked on, and the work. */
@NullMarked
package dev.pylon.provider.work;

import org.jspecify.annotations.NullMarked;
