/**
 * A job as values: what it is about, how far work and money are, and what each thing that happens
 * does to it. Pure; the rows are written by {@code store}.
 */
@NullMarked
package dev.pylon.buyer.job;

import org.jspecify.annotations.NullMarked;
