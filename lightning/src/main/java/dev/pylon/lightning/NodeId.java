package dev.pylon.lightning;

import dev.pylon.primitives.Hex;
import java.util.Locale;

/**
 * A Lightning node's public key, compressed.
 *
 * @param hex 66 hex digits in lower case, the first two 02 or 03
 */
public record NodeId(String hex) implements Comparable<NodeId> {
    static final int SIZE = 33;

    public NodeId {
        hex = hex.toLowerCase(Locale.ROOT);
        if (!Hex.isLowerCase(hex, SIZE) || !(hex.startsWith("02") || hex.startsWith("03"))) {
            throw new IllegalArgumentException(
                    "a node id is 66 hex digits and starts with 02 or 03");
        }
    }

    /**
     * @throws IllegalArgumentException unless there are 33 bytes that start with 2 or 3
     */
    public static NodeId of(byte[] compressedPublicKey) {
        return new NodeId(Hex.encode(compressedPublicKey));
    }

    public byte[] toBytes() {
        return Hex.decode(hex);
    }

    @Override
    public int compareTo(NodeId other) {
        return hex.compareTo(other.hex);
    }

    @Override
    public String toString() {
        return hex;
    }
}
