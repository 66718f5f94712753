/** One WebSocket each: who it authenticated as, what it may still send, what it is owed. */
@NullMarked
package dev.pylon.relay.connection;

import org.jspecify.annotations.NullMarked;
