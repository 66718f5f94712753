/** Benchmarks of what runs for every event, with JMH. */
@NullMarked
package dev.pylon.bench.micro;

import org.jspecify.annotations.NullMarked;
