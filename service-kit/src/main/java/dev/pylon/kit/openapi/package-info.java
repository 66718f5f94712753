/** The OpenAPI document of a service: what all operations share, and examples. */
@NullMarked
package dev.pylon.kit.openapi;

import org.jspecify.annotations.NullMarked;
