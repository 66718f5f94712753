/** Anthropic's Messages API. */
@NullMarked
package dev.pylon.provider.backend.anthropic;

import org.jspecify.annotations.NullMarked;
