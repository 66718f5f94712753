package dev.pylon.api.buyer;

import java.util.List;

/** Who the buyer is and what it is connected to. */
public record BuyerStatus(
        String pubkey,
        String npub,
        String network,
        List<BuyerRelay> relays,
        boolean walletReachable) {}
