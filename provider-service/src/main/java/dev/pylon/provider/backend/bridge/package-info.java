/** Apple's on-device model behind bridge-agent, or its simulator. */
@NullMarked
package dev.pylon.provider.backend.bridge;

import org.jspecify.annotations.NullMarked;
