/** PostgreSQL's own binaries, run in a folder of ours, for one machine and for tests. */
@NullMarked
package dev.pylon.postgres;

import org.jspecify.annotations.NullMarked;
