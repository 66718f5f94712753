package dev.pylon.api.provider;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who the provider is and how it is doing. Reading it changes nothing.
 *
 * @param paymentPolicy before, after or free
 * @param wallet the account invoices are made for, or why the wallet can't be reached
 */
public record ProviderStatus(
        String pubkey,
        String npub,
        String name,
        String network,
        String paymentPolicy,
        List<ProviderRelay> relays,
        List<BackendStatus> backends,
        String wallet,
        boolean walletReachable,
        int capacity,
        int running,
        long openJobs,
        @Nullable Instant announcedAt,
        @Nullable Instant lastHeartbeatAt,
        Instant startedAt) {}
