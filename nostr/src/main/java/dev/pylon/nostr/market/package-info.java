/**
 * The job market's events: NIP-90 jobs and NIP-89 announcements. Read leniently, written strictly.
 */
@NullMarked
package dev.pylon.nostr.market;

import org.jspecify.annotations.NullMarked;
