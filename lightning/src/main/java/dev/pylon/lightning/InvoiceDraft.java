package dev.pylon.lightning;

import dev.pylon.primitives.Bytes32;
import dev.pylon.primitives.Hex;
import dev.pylon.primitives.Msat;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/**
 * What an invoice of ours shall say; {@link Bolt11#encode} signs it. Start with {@link #of} and
 * change what differs from the defaults.
 *
 * @param amount empty leaves it to the payer
 * @param createdAt cut to whole seconds, before the year 3058 (35 bits)
 * @param description at most 639 bytes of UTF-8; exactly one of this and {@code descriptionHash}
 * @param expiry at least a second
 * @param namesPayee whether field {@code n} is written; readers can recover the key without it
 * @param metadata in hex, at most 639 bytes
 */
public record InvoiceDraft(
        Network network,
        Optional<Msat> amount,
        Instant createdAt,
        PaymentHash paymentHash,
        Bytes32 paymentSecret,
        Optional<String> description,
        Optional<Bytes32> descriptionHash,
        Duration expiry,
        int minFinalCltv,
        boolean namesPayee,
        Features features,
        List<RouteHint> routeHints,
        List<FallbackAddress> fallbackAddresses,
        Optional<String> metadata) {
    public static final Duration DEFAULT_EXPIRY = Duration.ofHours(1);
    public static final int DEFAULT_MIN_FINAL_CLTV = 18;

    /** The most bytes that a description or metadata can have. */
    public static final int MAX_FIELD_BYTES = 639;

    static final long MAX_SECONDS = (1L << 35) - 1;
    private static final SecureRandom RANDOM = new SecureRandom();

    public InvoiceDraft {
        createdAt = createdAt.truncatedTo(ChronoUnit.SECONDS);
        routeHints = List.copyOf(routeHints);
        fallbackAddresses = List.copyOf(fallbackAddresses);
        require(
                amount.isEmpty() || !amount.get().isZero(),
                "the amount is at least 1 msat, or not given");
        require(
                createdAt.getEpochSecond() >= 0 && createdAt.getEpochSecond() <= MAX_SECONDS,
                "createdAt is between 1970 and 3058");
        require(
                description.isPresent() != descriptionHash.isPresent(),
                "exactly one of description and descriptionHash is given");
        require(
                description.isEmpty() || utf8Length(description.get()) <= MAX_FIELD_BYTES,
                "the description has at most 639 bytes");
        require(
                expiry.getSeconds() >= 1 && expiry.getSeconds() <= MAX_SECONDS,
                "the expiry is at least one second and at most a thousand years");
        require(minFinalCltv >= 0, "minFinalCltv is not negative");
        require(
                metadata.isEmpty() || Hex.decode(metadata.get()).length <= MAX_FIELD_BYTES,
                "the metadata have at most 639 bytes");
    }

    /** Any amount, for an hour from now on, with a fresh payment secret. */
    public static InvoiceDraft of(Network network, PaymentHash paymentHash, String description) {
        byte[] secret = new byte[Bytes32.SIZE];
        RANDOM.nextBytes(secret);
        return new InvoiceDraft(
                network,
                Optional.empty(),
                Instant.now(),
                paymentHash,
                Bytes32.of(secret),
                Optional.of(description),
                Optional.empty(),
                DEFAULT_EXPIRY,
                DEFAULT_MIN_FINAL_CLTV,
                false,
                Features.STANDARD,
                List.of(),
                List.of(),
                Optional.empty());
    }

    public InvoiceDraft withAmount(Msat newAmount) {
        return new InvoiceDraft(
                network,
                Optional.of(newAmount),
                createdAt,
                paymentHash,
                paymentSecret,
                description,
                descriptionHash,
                expiry,
                minFinalCltv,
                namesPayee,
                features,
                routeHints,
                fallbackAddresses,
                metadata);
    }

    public InvoiceDraft withTimes(Instant newCreatedAt, Duration newExpiry) {
        return new InvoiceDraft(
                network,
                amount,
                newCreatedAt,
                paymentHash,
                paymentSecret,
                description,
                descriptionHash,
                newExpiry,
                minFinalCltv,
                namesPayee,
                features,
                routeHints,
                fallbackAddresses,
                metadata);
    }

    private static int utf8Length(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    private static void require(boolean condition, String message) {
        if (!condition) {
            throw new IllegalArgumentException(message);
        }
    }
}
