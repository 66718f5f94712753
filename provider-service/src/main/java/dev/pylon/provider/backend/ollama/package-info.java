/** Ollama's own API. */
@NullMarked
package dev.pylon.provider.backend.ollama;

import org.jspecify.annotations.NullMarked;
