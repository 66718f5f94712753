/**
 * How an event gets in: checked, verified off the event loop, committed in groups, then answered.
 */
@NullMarked
package dev.pylon.relay.ingest;

import org.jspecify.annotations.NullMarked;
