/** Databases for tests: real PostgreSQL, a fresh database for whoever asks. */
@NullMarked
package dev.pylon.postgres.junit;

import org.jspecify.annotations.NullMarked;
