package dev.pylon.lightning;

import dev.pylon.primitives.Bytes32;
import dev.pylon.primitives.Hashes;
import java.security.SecureRandom;

/**
 * The secret whose release proves a payment. Until then whoever knows it can take the money, so
 * {@link #toString} doesn't tell it.
 */
public record Preimage(Bytes32 value) {
    private static final SecureRandom RANDOM = new SecureRandom();

    public static Preimage random() {
        byte[] bytes = new byte[Bytes32.SIZE];
        RANDOM.nextBytes(bytes);
        return new Preimage(Bytes32.of(bytes));
    }

    /**
     * @throws IllegalArgumentException unless there are 64 hex digits
     */
    public static Preimage fromHex(String hex) {
        return new Preimage(Bytes32.fromHex(hex));
    }

    public PaymentHash hash() {
        return new PaymentHash(Bytes32.of(Hashes.sha256(value.toBytes())));
    }

    /** Whether this is the proof of a payment of that hash. */
    public boolean proves(PaymentHash hash) {
        return hash().equals(hash);
    }

    public String hex() {
        return value.hex();
    }

    @Override
    public String toString() {
        return "Preimage[of " + hash().hex() + "]";
    }
}
