/** What everybody sees in a browser: the market, and the thread of each job. */
@NullMarked
package dev.pylon.relay.market;

import org.jspecify.annotations.NullMarked;
