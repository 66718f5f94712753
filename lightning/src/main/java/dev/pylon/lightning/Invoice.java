package dev.pylon.lightning;

import dev.pylon.primitives.Bytes32;
import dev.pylon.primitives.Msat;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A BOLT 11 invoice whose signature holds. Made by {@link Bolt11} only in the sense that nobody
 * else should; as a value it promises nothing.
 *
 * @param amount what is asked for; empty if the payer chooses
 * @param createdAt in whole seconds
 * @param paymentSecret always there in an invoice that {@link Bolt11#decode} let pass
 * @param description exactly one of this and {@code descriptionHash} is there
 * @param expiry how long after {@code createdAt} it may be paid
 * @param minFinalCltv blocks the last hop needs at least
 * @param payee the node that signed
 * @param metadata to be sent along with the payment, in hex
 * @param encoded the invoice itself, in lower case, without any {@code lightning:} before it
 */
public record Invoice(
        Network network,
        Optional<Msat> amount,
        Instant createdAt,
        PaymentHash paymentHash,
        Optional<Bytes32> paymentSecret,
        Optional<String> description,
        Optional<Bytes32> descriptionHash,
        Duration expiry,
        int minFinalCltv,
        NodeId payee,
        Features features,
        List<RouteHint> routeHints,
        List<FallbackAddress> fallbackAddresses,
        Optional<String> metadata,
        String encoded) {
    public Invoice {
        routeHints = List.copyOf(routeHints);
        fallbackAddresses = List.copyOf(fallbackAddresses);
    }

    /** The first moment at which it may no longer be paid. */
    public Instant expiresAt() {
        return createdAt.plus(expiry);
    }

    public boolean isExpired(Instant now) {
        return !now.isBefore(expiresAt());
    }

    @Override
    public String toString() {
        return encoded;
    }
}
