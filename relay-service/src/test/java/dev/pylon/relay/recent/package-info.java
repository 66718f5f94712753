@org.jspecify.annotations.NullMarked
package dev.pylon.relay.recent;
