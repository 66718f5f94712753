package dev.pylon.api.provider;

import dev.pylon.primitives.Msat;

/** A model a backend can run, with its price per job. */
public record ModelStatus(String model, Msat priceMsat, boolean simulated) {}
