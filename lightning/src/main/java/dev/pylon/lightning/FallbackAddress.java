package dev.pylon.lightning;

import dev.pylon.primitives.Bech32;
import dev.pylon.primitives.Hashes;
import dev.pylon.primitives.Hex;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/**
 * A Bitcoin address to fall back to (field {@code f}).
 *
 * @param version 0 to 16 for a witness program, {@link #P2PKH} or {@link #P2SH}
 * @param program the witness program or the 20-byte hash, in hex
 */
public record FallbackAddress(int version, String program) {
    public static final int P2PKH = 17;
    public static final int P2SH = 18;

    public FallbackAddress {
        int size = Hex.decode(program).length;
        boolean fits =
                switch (version) {
                    case P2PKH, P2SH -> size == 20;
                    case 0 -> size == 20 || size == 32;
                    default -> version > 0 && version <= 16 && size >= 2 && size <= 40;
                };
        if (!fits) {
            throw new IllegalArgumentException(
                    "no address of version " + version + " has " + size + " bytes");
        }
    }

    /** The address as people write it. */
    public String on(Network network) {
        boolean mainnet = network == Network.MAINNET;
        return switch (version) {
            case P2PKH -> base58(mainnet ? 0x00 : 0x6f);
            case P2SH -> base58(mainnet ? 0x05 : 0xc4);
            default -> segwit(network);
        };
    }

    private String base58(int prefix) {
        byte[] payload = concat(new byte[] {(byte) prefix}, Hex.decode(program));
        byte[] checksum = Arrays.copyOf(Hashes.sha256(Hashes.sha256(payload)), 4);
        return Base58.encode(concat(payload, checksum));
    }

    private String segwit(Network network) {
        String prefix = network == Network.SIGNET ? Network.TESTNET.prefix() : network.prefix();
        byte[] groups = concat(new byte[] {(byte) version}, Bech32.fromBytes(Hex.decode(program)));
        return Bech32.encode(
                prefix, groups, version == 0 ? Bech32.Variant.BECH32 : Bech32.Variant.BECH32M);
    }

    private static byte[] concat(byte[] a, byte[] b) {
        ByteArrayOutputStream both = new ByteArrayOutputStream(a.length + b.length);
        both.writeBytes(a);
        both.writeBytes(b);
        return both.toByteArray();
    }
}
