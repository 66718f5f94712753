/** The model process: started, watched, restarted, ended. */
@NullMarked
package dev.pylon.bridge.process;

import org.jspecify.annotations.NullMarked;
