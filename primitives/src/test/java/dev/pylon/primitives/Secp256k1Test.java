package dev.pylon.primitives;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Both implementations against BIP 340's vectors, and against each other on random input. */
class Secp256k1Test {
    private static final Secp256k1 NATIVE = new NativeSecp256k1();
    private static final Secp256k1 BOUNCY = new BouncySecp256k1();

    static Stream<Secp256k1> implementations() {
        return Stream.of(NATIVE, BOUNCY);
    }

    @Test
    void theNativeLibraryLoadsHere() {
        assertThat(Secp256k1.get().implementation()).isEqualTo("native");
    }

    @ParameterizedTest
    @MethodSource("implementations")
    void signsAsBip340Vector1(Secp256k1 curve) {
        byte[] secret =
                Hex.decode("B7E151628AED2A6ABF7158809CF4F3C762E7160F38B4DA56A784D9045190CFEF");
        byte[] publicKey =
                Hex.decode("DFF1D77F2A671C5F36183726DB2341BE58FEAE1DA2DECED843240F7B502BA659");
        byte[] aux = Hex.decode("0000000000000000000000000000000000000000000000000000000000000001");
        byte[] message =
                Hex.decode("243F6A8885A308D313198A2E03707344A4093822299F31D0082EFA98EC4E6C89");
        byte[] expected =
                Hex.decode(
                        "6896BD60EEAE296DB48A229FF71DFE071BDE413E6D43F917DC8DCF8C78DE3341"
                                + "8906D11AC976ABCCB20B091292BFF4EA897EFCB639EA871CFA95F6DE339E4B0A");

        assertThat(curve.signSchnorr(message, secret, aux)).isEqualTo(expected);
        assertThat(curve.verifySchnorr(expected, message, publicKey)).isTrue();
        assertThat(Arrays.copyOfRange(curve.publicKey(secret), 1, 33)).isEqualTo(publicKey);
    }

    /** BIP 340 vectors 5, 6, 7, 8, 12, 13 and 14: each must be refused. */
    static Stream<String[]> refused() {
        String key = "DFF1D77F2A671C5F36183726DB2341BE58FEAE1DA2DECED843240F7B502BA659";
        String message = "243F6A8885A308D313198A2E03707344A4093822299F31D0082EFA98EC4E6C89";
        return Stream.of(
                new String[] {
                    "EEFDEA4CDB677750A420FEE807EACF21EB9898AE79B9768766E4FAA04A2D4A34",
                    message,
                    "6CFF5C3BA86C69EA4B7376F31A9BCB4F74C1976089B2D9963DA2E5543E17776969E89B4C5564D00349106B8497785DD7D1D713A8AE82B32FA79D5F7FC407D39B"
                },
                new String[] {
                    key,
                    message,
                    "FFF97BD5755EEEA420453A14355235D382F6472F8568A18B2F057A14602975563CC27944640AC607CD107AE10923D9EF7A73C643E166BE5EBEAFA34B1AC553E2"
                },
                new String[] {
                    key,
                    message,
                    "1FA62E331EDBC21C394792D2AB1100A7B432B013DF3F6FF4F99FCB33E0E1515F28890B3EDB6E7189B630448B515CE4F8622A954CFE545735AAEA5134FCCDB2BD"
                },
                new String[] {
                    key,
                    message,
                    "6CFF5C3BA86C69EA4B7376F31A9BCB4F74C1976089B2D9963DA2E5543E177769961764B3AA9B2FFCB6EF947B6887A226E8D7C93E00C5ED0C1834FF0D0C2E6DA6"
                },
                new String[] {
                    key,
                    message,
                    "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEFFFFFC2F69E89B4C5564D00349106B8497785DD7D1D713A8AE82B32FA79D5F7FC407D39B"
                },
                new String[] {
                    key,
                    message,
                    "6CFF5C3BA86C69EA4B7376F31A9BCB4F74C1976089B2D9963DA2E5543E177769FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141"
                },
                new String[] {
                    "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEFFFFFC30",
                    message,
                    "6CFF5C3BA86C69EA4B7376F31A9BCB4F74C1976089B2D9963DA2E5543E17776969E89B4C5564D00349106B8497785DD7D1D713A8AE82B32FA79D5F7FC407D39B"
                });
    }

    @ParameterizedTest
    @MethodSource("refused")
    void refusesBip340sBadSignatures(String key, String message, String signature) {
        implementations()
                .forEach(curve ->
                        assertThat(
                                        curve.verifySchnorr(
                                                Hex.decode(signature),
                                                Hex.decode(message),
                                                Hex.decode(key)))
                                .isFalse());
    }

    @ParameterizedTest
    @MethodSource("implementations")
    void wrongLengthsAreFalseAndNotAnError(Secp256k1 curve) {
        assertThat(curve.verifySchnorr(new byte[63], new byte[32], new byte[32])).isFalse();
        assertThat(curve.verifySchnorr(new byte[64], new byte[31], new byte[32])).isFalse();
        assertThat(curve.verifySchnorr(new byte[64], new byte[32], new byte[33])).isFalse();
        assertThat(curve.verifyEcdsa(new byte[63], new byte[32], new byte[33])).isFalse();
        assertThat(curve.verifyEcdsa(new byte[64], new byte[32], new byte[33])).isFalse();
        assertThat(curve.isValidXOnly(new byte[31])).isFalse();
        assertThat(curve.isValidSecretKey(new byte[32])).isFalse();
        assertThat(curve.isValidSecretKey(new byte[31])).isFalse();
        assertThatThrownBy(() -> curve.sharedX(secret(7), new byte[32]))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> curve.recover(new byte[64], 0, new byte[32]))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Property(tries = 60)
    void bothImplementationsAgree(@ForAll @Size(31) byte[] seed, @ForAll @Size(32) byte[] message) {
        byte[] secret = new byte[32];
        System.arraycopy(seed, 0, secret, 1, 31);
        secret[31] |= 1;
        byte[] other = secret(12345);
        byte[] otherX = Arrays.copyOfRange(NATIVE.publicKey(other), 1, 33);

        assertThat(BOUNCY.publicKey(secret)).isEqualTo(NATIVE.publicKey(secret));
        assertThat(BOUNCY.sharedX(secret, otherX)).isEqualTo(NATIVE.sharedX(secret, otherX));
        assertThat(BOUNCY.addSecretKeys(secret, other))
                .isEqualTo(NATIVE.addSecretKeys(secret, other));
        assertThat(BOUNCY.signSchnorr(message, secret, new byte[32]))
                .isEqualTo(NATIVE.signSchnorr(message, secret, new byte[32]));
        byte[] recoverable = NATIVE.signRecoverable(message, secret);
        assertThat(BOUNCY.signRecoverable(message, secret)).isEqualTo(recoverable);
        byte[] compact = Arrays.copyOf(recoverable, 64);
        assertThat(BOUNCY.recover(compact, recoverable[64], message))
                .isEqualTo(NATIVE.publicKey(secret));
        assertThat(NATIVE.recover(compact, recoverable[64], message))
                .isEqualTo(NATIVE.publicKey(secret));
        assertThat(BOUNCY.verifyEcdsa(compact, message, NATIVE.publicKey(secret))).isTrue();
        assertThat(NATIVE.verifyEcdsa(compact, message, NATIVE.publicKey(secret))).isTrue();
    }

    @ParameterizedTest
    @MethodSource("implementations")
    void highSIsRefused(Secp256k1 curve) {
        byte[] secret = secret(99);
        byte[] message = Hashes.sha256(new byte[] {1});
        byte[] signature = Arrays.copyOf(curve.signRecoverable(message, secret), 64);
        BigInteger order =
                new BigInteger(
                        "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141", 16);
        BigInteger highS = order.subtract(new BigInteger(1, Arrays.copyOfRange(signature, 32, 64)));
        byte[] high = signature.clone();
        byte[] bytes = highS.toByteArray();
        System.arraycopy(bytes, bytes.length - 32, high, 32, 32);

        assertThat(curve.verifyEcdsa(signature, message, curve.publicKey(secret))).isTrue();
        assertThat(curve.verifyEcdsa(high, message, curve.publicKey(secret))).isFalse();
    }

    private static byte[] secret(int value) {
        byte[] secret = new byte[32];
        secret[30] = (byte) (value >>> 8);
        secret[31] = (byte) value;
        return secret;
    }
}
