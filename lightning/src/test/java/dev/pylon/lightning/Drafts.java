package dev.pylon.lightning;

import dev.pylon.primitives.Bytes32;
import dev.pylon.primitives.Hashes;
import dev.pylon.primitives.Hex;
import dev.pylon.primitives.Msat;
import dev.pylon.primitives.Secp256k1;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/**
 * Random drafts of every shape that an invoice can have.
 *
 * @param maxAmount in millisatoshis
 * @param maxFee the largest number in a route hint's fees
 */
record Drafts(long maxAmount, long maxFee) {
    static final Drafts ALL = new Drafts(Msat.MAX_VALUE, 0xffff_ffffL);

    /** The oracle multiplies the amount by ten in a long, and reads fees as signed numbers. */
    static final Drafts THE_ORACLE_CAN_READ = new Drafts(Long.MAX_VALUE / 10, Integer.MAX_VALUE);

    Arbitrary<InvoiceDraft> any() {
        return Combinators.combine(
                        Arbitraries.of(Network.REGTEST, Network.MAINNET, Network.TESTNET),
                        amounts(),
                        Arbitraries.longs().between(0, (1L << 35) - 1),
                        Arbitraries.longs(),
                        descriptions(),
                        Arbitraries.longs().between(1, 10_000_000),
                        Arbitraries.integers().between(0, 10_000),
                        rest())
                .as((network, amount, seconds, seed, description, expiry, cltv, rest) ->
                        new InvoiceDraft(
                                network,
                                amount,
                                Instant.ofEpochSecond(seconds),
                                new PaymentHash(bytes32(seed)),
                                bytes32(~seed),
                                description,
                                description.isPresent()
                                        ? Optional.empty()
                                        : Optional.of(bytes32(seed + 1)),
                                Duration.ofSeconds(expiry),
                                cltv,
                                rest.namesPayee(),
                                rest.features(),
                                rest.hints(),
                                rest.fallbacks(),
                                rest.metadata()));
    }

    static Arbitrary<byte[]> secretKeys() {
        return Arbitraries.longs().map(seed -> bytes32(seed).toBytes());
    }

    private Arbitrary<Optional<Msat>> amounts() {
        return Arbitraries.oneOf(
                        Arbitraries.longs().between(1, maxAmount),
                        Arbitraries.longs().between(1, 1_000_000),
                        Arbitraries.integers()
                                .between(0, 17)
                                .map(zeros -> (long) Math.pow(10, zeros)))
                .map(Msat::of)
                .optional(0.9);
    }

    private record Rest(
            boolean namesPayee,
            Features features,
            List<RouteHint> hints,
            List<FallbackAddress> fallbacks,
            Optional<String> metadata) {}

    private Arbitrary<Rest> rest() {
        return Combinators.combine(
                        Arbitraries.of(true, false),
                        features(),
                        hops().list()
                                .ofMinSize(1)
                                .ofMaxSize(4)
                                .map(RouteHint::new)
                                .list()
                                .ofMaxSize(3),
                        fallbacks().list().ofMaxSize(2),
                        Arbitraries.bytes()
                                .array(byte[].class)
                                .ofMinSize(1)
                                .ofMaxSize(100)
                                .map(Hex::encode)
                                .optional(0.3))
                .as(Rest::new);
    }

    private static Arbitrary<Features> features() {
        return Arbitraries.of(8, 17, 25, 48, 99, 131, 511)
                .set()
                .ofMaxSize(5)
                .map(bits -> {
                    Set<Integer> all = new TreeSet<>(bits);
                    all.add(Features.PAYMENT_SECRET);
                    all.add(Features.VAR_ONION);
                    return Features.of(all);
                });
    }

    private Arbitrary<RouteHint.Hop> hops() {
        return Combinators.combine(
                        Arbitraries.longs(),
                        Arbitraries.longs(),
                        Arbitraries.longs().between(0, maxFee),
                        Arbitraries.longs().between(0, maxFee),
                        Arbitraries.integers().between(0, 0xffff))
                .as((seed, channel, base, millionths, cltv) ->
                        new RouteHint.Hop(
                                NodeId.of(Secp256k1.get().publicKey(bytes32(seed).toBytes())),
                                channel,
                                base,
                                millionths,
                                cltv));
    }

    private static Arbitrary<FallbackAddress> fallbacks() {
        Arbitrary<FallbackAddress> hashes =
                Arbitraries.of(0, FallbackAddress.P2PKH, FallbackAddress.P2SH)
                        .map(version -> new FallbackAddress(version, "ab".repeat(20)));
        Arbitrary<FallbackAddress> scripts =
                Arbitraries.of(0, 1).map(version -> new FallbackAddress(version, "cd".repeat(32)));
        return Arbitraries.oneOf(hashes, scripts);
    }

    private static Arbitrary<Optional<String>> descriptions() {
        return Arbitraries.strings()
                .withChars("abc Ω杯ñ😀\"\\\n")
                .ofMaxLength(150)
                .map(text -> text.replaceAll("[\\ud800-\\udfff]", "?"))
                .optional(0.8);
    }

    private static Bytes32 bytes32(long seed) {
        return Bytes32.of(Hashes.sha256(ByteBuffer.allocate(8).putLong(seed).array()));
    }
}
