/**
 * The course of a job: what each thing that happens does to it. Pure: a step is computed here and
 * made durable by {@code desk}.
 */
@NullMarked
package dev.pylon.buyer.course;

import org.jspecify.annotations.NullMarked;
