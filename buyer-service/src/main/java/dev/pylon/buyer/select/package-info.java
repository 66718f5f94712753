/** Which quote is taken, by policy and by what our own jobs have shown. */
@NullMarked
package dev.pylon.buyer.select;

import org.jspecify.annotations.NullMarked;
