/** The provider: takes jobs, quotes, is paid, works, delivers. */
@NullMarked
package dev.pylon.provider;

import org.jspecify.annotations.NullMarked;
