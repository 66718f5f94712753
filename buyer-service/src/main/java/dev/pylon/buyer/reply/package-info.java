/** What comes back from the relays: read, checked, and handed to the job it is about. */
@NullMarked
package dev.pylon.buyer.reply;

import org.jspecify.annotations.NullMarked;
