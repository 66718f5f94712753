/** What can be read off the buyer: how jobs fare, and money that waits for something. */
@NullMarked
package dev.pylon.buyer.meters;

import org.jspecify.annotations.NullMarked;
