package dev.pylon.wallet.backend;

import dev.pylon.primitives.Msat;
import java.time.Duration;
import java.util.Optional;

/**
 * An invoice to be made.
 *
 * @param amount empty leaves it to the payer
 * @param description 639 bytes of UTF-8 at most
 * @param expiry in whole seconds, at least one
 */
public record InvoiceRequest(Optional<Msat> amount, String description, Duration expiry) {}
