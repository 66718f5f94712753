/** Trying out what everything depends on. */
@NullMarked
package dev.pylon.cli.doctor;

import org.jspecify.annotations.NullMarked;
