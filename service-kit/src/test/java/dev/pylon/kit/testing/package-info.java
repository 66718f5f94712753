/** What the tests of several services share. */
@NullMarked
package dev.pylon.kit.testing;

import org.jspecify.annotations.NullMarked;
