/** The statistics of events, jobs and handlers. */
@NullMarked
package dev.pylon.relay.stats;

import org.jspecify.annotations.NullMarked;
