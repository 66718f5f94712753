/** Taking jobs from callers: what they may ask for, and the event that asks the market for it. */
@NullMarked
package dev.pylon.buyer.submit;

import org.jspecify.annotations.NullMarked;
