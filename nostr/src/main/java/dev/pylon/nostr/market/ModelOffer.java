package dev.pylon.nostr.market;

import dev.pylon.primitives.Msat;
import java.util.Optional;

/** A model on offer, and what a job on it costs. */
public record ModelOffer(String model, Optional<Msat> price, boolean simulated) {}
