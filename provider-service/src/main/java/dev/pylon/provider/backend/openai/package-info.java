/** OpenAI's chat completions, which many servers speak, llama.cpp's among them. */
@NullMarked
package dev.pylon.provider.backend.openai;

import org.jspecify.annotations.NullMarked;
