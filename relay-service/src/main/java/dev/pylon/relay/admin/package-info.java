/** What the relay's administrators may see and change while it runs (NIP-86, NIP-98). */
@NullMarked
package dev.pylon.relay.admin;

import org.jspecify.annotations.NullMarked;
