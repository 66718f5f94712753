/** The folder that holds everything of one user: settings, keys, database, logs. */
@NullMarked
package dev.pylon.cli.home;

import org.jspecify.annotations.NullMarked;
