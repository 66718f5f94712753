/** Choosing among the providers that have quoted for a job. */
@NullMarked
package dev.pylon.buyer.select;

import org.jspecify.annotations.NullMarked;
