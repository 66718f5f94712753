package dev.pylon.lightning;

import java.util.List;

/**
 * A way from a public node to the payee over private channels (field {@code r}).
 *
 * @param hops in order, at least one
 */
public record RouteHint(List<Hop> hops) {
    public RouteHint {
        hops = List.copyOf(hops);
        if (hops.isEmpty()) {
            throw new IllegalArgumentException("a route hint has at least one hop");
        }
    }

    /**
     * One channel of the way.
     *
     * @param node where the channel starts
     * @param shortChannelId block (24 bits), transaction (24) and output (16)
     * @param feeBaseMsat unsigned, 32 bits
     * @param feeProportionalMillionths unsigned, 32 bits
     * @param cltvExpiryDelta unsigned, 16 bits
     */
    public record Hop(
            NodeId node,
            long shortChannelId,
            long feeBaseMsat,
            long feeProportionalMillionths,
            int cltvExpiryDelta) {
        public Hop {
            requireUnsigned("feeBaseMsat", feeBaseMsat, 32);
            requireUnsigned("feeProportionalMillionths", feeProportionalMillionths, 32);
            requireUnsigned("cltvExpiryDelta", cltvExpiryDelta, 16);
        }

        private static void requireUnsigned(String name, long value, int bits) {
            if (value < 0 || value >>> bits != 0) {
                throw new IllegalArgumentException(
                        name + " is an unsigned number of " + bits + " bits, not " + value);
            }
        }
    }
}
