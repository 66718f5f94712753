/**
 * {@code pylon relay import} and {@code pylon relay export}: events in and out of a relay in bulk.
 */
@NullMarked
package dev.pylon.cli.transfer;

import org.jspecify.annotations.NullMarked;
