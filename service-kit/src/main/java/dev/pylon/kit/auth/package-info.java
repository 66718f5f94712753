/** API keys: who calls, and what it may do. */
@NullMarked
package dev.pylon.kit.auth;

import org.jspecify.annotations.NullMarked;
