/** What can be configured. */
@NullMarked
package dev.pylon.buyer.settings;

import org.jspecify.annotations.NullMarked;
