/** Requests that move money: how a repeat is known, and how a request is turned down. */
@NullMarked
package dev.pylon.wallet.request;

import org.jspecify.annotations.NullMarked;
