/** The REST contract of bridge-agent, beside the OpenAI-compatible API that it forwards. */
@NullMarked
package dev.pylon.api.bridge;

import org.jspecify.annotations.NullMarked;
