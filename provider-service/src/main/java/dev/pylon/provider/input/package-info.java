/**
 * What a job's inputs point at: web pages, Nostr events, other jobs' results; and the words around
 * them.
 */
@NullMarked
package dev.pylon.provider.input;

import org.jspecify.annotations.NullMarked;
