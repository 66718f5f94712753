/** What the adapters share: the call, its lines, and what a refusal means. */
@NullMarked
package dev.pylon.provider.backend.http;

import org.jspecify.annotations.NullMarked;
