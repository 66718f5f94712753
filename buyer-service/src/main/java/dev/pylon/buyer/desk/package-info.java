/** Where jobs are worked on: one step at a time each, made durable before anybody hears of it. */
@NullMarked
package dev.pylon.buyer.desk;

import org.jspecify.annotations.NullMarked;
