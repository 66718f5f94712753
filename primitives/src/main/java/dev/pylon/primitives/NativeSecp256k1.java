package dev.pylon.primitives;

import fr.acinq.secp256k1.Secp256k1Exception;
import java.util.Arrays;

/** libsecp256k1 through ACINQ's JNI binding. */
final class NativeSecp256k1 implements Secp256k1 {
    private final fr.acinq.secp256k1.Secp256k1 library =
            fr.acinq.secp256k1.Secp256k1.Companion.get();

    @Override
    public String implementation() {
        return "native";
    }

    @Override
    public boolean verifySchnorr(byte[] signature, byte[] message32, byte[] xOnlyPublicKey) {
        if (signature.length != 64 || message32.length != 32 || xOnlyPublicKey.length != 32) {
            return false;
        }
        try {
            return library.verifySchnorr(signature, message32, xOnlyPublicKey);
        } catch (Secp256k1Exception notAPoint) {
            return false;
        }
    }

    @Override
    public byte[] signSchnorr(byte[] message32, byte[] secretKey, byte[] auxiliaryRandom) {
        return library.signSchnorr(message32, secretKey, auxiliaryRandom);
    }

    @Override
    public boolean isValidSecretKey(byte[] secretKey) {
        return secretKey.length == 32 && library.secKeyVerify(secretKey);
    }

    @Override
    public byte[] publicKey(byte[] secretKey) {
        return library.pubKeyCompress(library.pubkeyCreate(secretKey));
    }

    @Override
    public boolean isValidXOnly(byte[] xOnlyPublicKey) {
        if (xOnlyPublicKey.length != 32) {
            return false;
        }
        try {
            library.pubkeyParse(evenPoint(xOnlyPublicKey));
            return true;
        } catch (Secp256k1Exception notAPoint) {
            return false;
        }
    }

    @Override
    public byte[] sharedX(byte[] secretKey, byte[] xOnlyPublicKey) {
        try {
            byte[] point = library.pubKeyTweakMul(evenPoint(xOnlyPublicKey), secretKey);
            return Arrays.copyOfRange(point, 1, 33);
        } catch (Secp256k1Exception e) {
            throw new IllegalArgumentException("not the x of a point on secp256k1", e);
        }
    }

    @Override
    public byte[] addSecretKeys(byte[] a, byte[] b) {
        try {
            return library.privKeyTweakAdd(a.clone(), b);
        } catch (Secp256k1Exception e) {
            throw new IllegalArgumentException("the sum of these keys is no valid key", e);
        }
    }

    @Override
    public byte[] signRecoverable(byte[] message32, byte[] secretKey) {
        byte[] signature = library.sign(message32, secretKey, null);
        byte[] expected = publicKey(secretKey);
        byte[] result = Arrays.copyOf(signature, 65);
        for (int id = 0; id < 4; id++) {
            try {
                byte[] candidate =
                        library.pubKeyCompress(library.ecdsaRecover(signature, message32, id));
                if (Arrays.equals(candidate, expected)) {
                    result[64] = (byte) id;
                    return result;
                }
            } catch (Secp256k1Exception notThisOne) {
                continue;
            }
        }
        throw new IllegalStateException("a fresh signature has no recovery id");
    }

    @Override
    public byte[] recover(byte[] signature64, int recoveryId, byte[] message32) {
        if (signature64.length != 64 || recoveryId < 0 || recoveryId > 3) {
            throw new IllegalArgumentException(
                    "a recoverable signature is 64 bytes and an id from 0 to 3");
        }
        try {
            return library.pubKeyCompress(library.ecdsaRecover(signature64, message32, recoveryId));
        } catch (Secp256k1Exception e) {
            throw new IllegalArgumentException("no public key can have made this signature", e);
        }
    }

    @Override
    public boolean verifyEcdsa(byte[] signature64, byte[] message32, byte[] compressedPublicKey) {
        if (signature64.length != 64 || message32.length != 32) {
            return false;
        }
        try {
            return library.verify(signature64, message32, compressedPublicKey);
        } catch (Secp256k1Exception malformed) {
            return false;
        }
    }

    private static byte[] evenPoint(byte[] x) {
        byte[] point = new byte[33];
        point[0] = 2;
        System.arraycopy(x, 0, point, 1, 32);
        return point;
    }
}
