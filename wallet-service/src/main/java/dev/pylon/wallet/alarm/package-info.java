/** What a person has to look at. */
@NullMarked
package dev.pylon.wallet.alarm;

import org.jspecify.annotations.NullMarked;
