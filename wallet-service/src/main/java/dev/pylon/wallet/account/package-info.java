/** Accounts, what they hold, and what their API keys may spend. */
@NullMarked
package dev.pylon.wallet.account;

import org.jspecify.annotations.NullMarked;
