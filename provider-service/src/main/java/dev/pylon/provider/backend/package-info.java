/** What answers a job: models behind HTTP servers. */
@NullMarked
package dev.pylon.provider.backend;

import org.jspecify.annotations.NullMarked;
