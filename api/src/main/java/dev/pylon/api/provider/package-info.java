/** The REST contract of provider-service. */
@NullMarked
package dev.pylon.api.provider;

import org.jspecify.annotations.NullMarked;
