/** What must happen after a transaction, written by it. */
@NullMarked
package dev.pylon.kit.outbox;

import org.jspecify.annotations.NullMarked;
