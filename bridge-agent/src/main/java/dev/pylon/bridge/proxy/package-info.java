/** The process's HTTP API, for those who have a key. */
@NullMarked
package dev.pylon.bridge.proxy;

import org.jspecify.annotations.NullMarked;
