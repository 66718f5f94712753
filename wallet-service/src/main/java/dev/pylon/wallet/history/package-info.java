/** What happened on an account, newest first. */
@NullMarked
package dev.pylon.wallet.history;

import org.jspecify.annotations.NullMarked;
