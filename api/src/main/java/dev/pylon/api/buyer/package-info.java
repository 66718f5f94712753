/** The REST contract of buyer-service. */
@NullMarked
package dev.pylon.api.buyer;

import org.jspecify.annotations.NullMarked;
