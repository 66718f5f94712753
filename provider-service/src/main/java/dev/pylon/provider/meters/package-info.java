/** The figures that dashboards and alerts are made of. */
@NullMarked
package dev.pylon.provider.meters;

import org.jspecify.annotations.NullMarked;
