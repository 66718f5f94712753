package dev.pylon.kit.auth;

import dev.pylon.primitives.Msat;
import java.time.Duration;

/**
 * How much a key may spend, pending spends and their fee reserve counted.
 *
 * @param per the sliding period it is for
 */
public record Budget(Msat max, Duration per) {}
