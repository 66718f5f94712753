/** Leadership for a while, for what only one replica may do. */
@NullMarked
package dev.pylon.kit.lease;

import org.jspecify.annotations.NullMarked;
