/** How every service is started, and the defaults that all share. */
@NullMarked
package dev.pylon.kit.app;

import org.jspecify.annotations.NullMarked;
