@org.jspecify.annotations.NullMarked
package dev.pylon.provider.input;
