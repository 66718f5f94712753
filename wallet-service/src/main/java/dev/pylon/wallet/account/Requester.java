package dev.pylon.wallet.account;

import java.util.Optional;

/**
 * Who asks.
 *
 * @param apiKey the id of the API key, not the key
 * @param limit what the key may spend; no limit of its own if empty
 */
public record Requester(String apiKey, AccountName account, Optional<SpendingLimit> limit) {}
