/** What the services' web consoles share: signing in, the frame of a page, live parts, assets. */
@NullMarked
package dev.pylon.kit.console;

import org.jspecify.annotations.NullMarked;
