/**
 * A pool of Nostr relays: connects, authenticates, subscribes and publishes, and keeps doing so
 * while relays come and go. {@link dev.pylon.relayclient.RelayPool} is the door.
 */
@NullMarked
package dev.pylon.relayclient;

import org.jspecify.annotations.NullMarked;
