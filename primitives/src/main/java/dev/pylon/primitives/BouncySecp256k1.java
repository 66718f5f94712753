package dev.pylon.primitives;

import java.math.BigInteger;
import java.util.Arrays;
import org.bouncycastle.asn1.sec.SECNamedCurves;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.crypto.signers.HMacDSAKCalculator;
import org.bouncycastle.math.ec.ECAlgorithms;
import org.bouncycastle.math.ec.ECPoint;
import org.bouncycastle.math.ec.FixedPointCombMultiplier;
import org.bouncycastle.util.BigIntegers;

/** The portable fallback: BIP 340 and BOLT 11's ECDSA on BouncyCastle's curve arithmetic. */
final class BouncySecp256k1 implements Secp256k1 {
    private static final X9ECParameters CURVE = SECNamedCurves.getByName("secp256k1");
    private static final ECDomainParameters DOMAIN =
            new ECDomainParameters(CURVE.getCurve(), CURVE.getG(), CURVE.getN(), CURVE.getH());
    private static final BigInteger N = CURVE.getN();
    private static final BigInteger P = CURVE.getCurve().getField().getCharacteristic();

    @Override
    public String implementation() {
        return "bouncycastle";
    }

    @Override
    public boolean verifySchnorr(byte[] signature, byte[] message32, byte[] xOnlyPublicKey) {
        if (signature.length != 64 || message32.length != 32 || xOnlyPublicKey.length != 32) {
            return false;
        }
        byte[] rBytes = Arrays.copyOf(signature, 32);
        BigInteger r = new BigInteger(1, rBytes);
        BigInteger s = new BigInteger(1, Arrays.copyOfRange(signature, 32, 64));
        if (r.compareTo(P) >= 0 || s.compareTo(N) >= 0 || !isValidXOnly(xOnlyPublicKey)) {
            return false;
        }
        BigInteger e = challenge(rBytes, xOnlyPublicKey, message32);
        ECPoint point =
                ECAlgorithms.sumOfTwoMultiplies(
                                CURVE.getG(), s, evenPoint(xOnlyPublicKey), N.subtract(e).mod(N))
                        .normalize();
        return !point.isInfinity()
                && !point.getAffineYCoord().toBigInteger().testBit(0)
                && point.getAffineXCoord().toBigInteger().equals(r);
    }

    @Override
    public byte[] signSchnorr(byte[] message32, byte[] secretKey, byte[] auxiliaryRandom) {
        requireSecretKey(secretKey);
        BigInteger secret = new BigInteger(1, secretKey);
        ECPoint publicPoint = times(secret);
        BigInteger d = hasEvenY(publicPoint) ? secret : N.subtract(secret);
        byte[] publicX = xOf(publicPoint);
        byte[] mask = Hashes.tagged("BIP0340/aux", auxiliaryRandom);
        byte[] masked = BigIntegers.asUnsignedByteArray(32, d);
        for (int i = 0; i < 32; i++) {
            masked[i] ^= mask[i];
        }
        BigInteger nonce =
                new BigInteger(1, Hashes.tagged("BIP0340/nonce", masked, publicX, message32))
                        .mod(N);
        if (nonce.signum() == 0) {
            throw new IllegalStateException("the nonce is zero");
        }
        ECPoint noncePoint = times(nonce);
        BigInteger k = hasEvenY(noncePoint) ? nonce : N.subtract(nonce);
        byte[] r = xOf(noncePoint);
        BigInteger e = challenge(r, publicX, message32);
        byte[] signature = Arrays.copyOf(r, 64);
        BigIntegers.asUnsignedByteArray(k.add(e.multiply(d)).mod(N), signature, 32, 32);
        return signature;
    }

    @Override
    public boolean isValidSecretKey(byte[] secretKey) {
        if (secretKey.length != 32) {
            return false;
        }
        BigInteger value = new BigInteger(1, secretKey);
        return value.signum() > 0 && value.compareTo(N) < 0;
    }

    @Override
    public byte[] publicKey(byte[] secretKey) {
        requireSecretKey(secretKey);
        return times(new BigInteger(1, secretKey)).getEncoded(true);
    }

    @Override
    public boolean isValidXOnly(byte[] xOnlyPublicKey) {
        try {
            evenPoint(xOnlyPublicKey);
            return true;
        } catch (IllegalArgumentException notAPoint) {
            return false;
        }
    }

    @Override
    public byte[] sharedX(byte[] secretKey, byte[] xOnlyPublicKey) {
        requireSecretKey(secretKey);
        return xOf(evenPoint(xOnlyPublicKey).multiply(new BigInteger(1, secretKey)).normalize());
    }

    @Override
    public byte[] addSecretKeys(byte[] a, byte[] b) {
        BigInteger tweak = new BigInteger(1, b);
        BigInteger sum = new BigInteger(1, a).add(tweak).mod(N);
        if (tweak.compareTo(N) >= 0 || sum.signum() == 0) {
            throw new IllegalArgumentException("the sum of these keys is no valid key");
        }
        return BigIntegers.asUnsignedByteArray(32, sum);
    }

    @Override
    public byte[] signRecoverable(byte[] message32, byte[] secretKey) {
        requireSecretKey(secretKey);
        ECDSASigner signer = new ECDSASigner(new HMacDSAKCalculator(new SHA256Digest()));
        signer.init(true, new ECPrivateKeyParameters(new BigInteger(1, secretKey), DOMAIN));
        BigInteger[] rs = signer.generateSignature(message32);
        BigInteger s = rs[1].compareTo(N.shiftRight(1)) > 0 ? N.subtract(rs[1]) : rs[1];
        byte[] signature = new byte[65];
        BigIntegers.asUnsignedByteArray(rs[0], signature, 0, 32);
        BigIntegers.asUnsignedByteArray(s, signature, 32, 32);
        byte[] expected = publicKey(secretKey);
        byte[] compact = Arrays.copyOf(signature, 64);
        for (int id = 0; id < 4; id++) {
            if (Arrays.equals(recoverOrEmpty(compact, id, message32), expected)) {
                signature[64] = (byte) id;
                return signature;
            }
        }
        throw new IllegalStateException("a fresh signature has no recovery id");
    }

    @Override
    public byte[] recover(byte[] signature64, int recoveryId, byte[] message32) {
        byte[] key = recoverOrEmpty(signature64, recoveryId, message32);
        if (key.length == 0) {
            throw new IllegalArgumentException("no public key can have made this signature");
        }
        return key;
    }

    @Override
    public boolean verifyEcdsa(byte[] signature64, byte[] message32, byte[] compressedPublicKey) {
        if (signature64.length != 64) {
            return false;
        }
        BigInteger r = new BigInteger(1, Arrays.copyOf(signature64, 32));
        BigInteger s = new BigInteger(1, Arrays.copyOfRange(signature64, 32, 64));
        if (s.compareTo(N.shiftRight(1)) > 0) {
            return false;
        }
        try {
            ECDSASigner verifier = new ECDSASigner();
            verifier.init(
                    false,
                    new ECPublicKeyParameters(
                            CURVE.getCurve().decodePoint(compressedPublicKey), DOMAIN));
            return verifier.verifySignature(message32, r, s);
        } catch (IllegalArgumentException notAPoint) {
            return false;
        }
    }

    /** SEC 1, 4.1.6. */
    private static byte[] recoverOrEmpty(byte[] signature64, int recoveryId, byte[] message32) {
        if (signature64.length != 64 || recoveryId < 0 || recoveryId > 3) {
            return new byte[0];
        }
        BigInteger r = new BigInteger(1, Arrays.copyOf(signature64, 32));
        BigInteger s = new BigInteger(1, Arrays.copyOfRange(signature64, 32, 64));
        BigInteger x = recoveryId >= 2 ? r.add(N) : r;
        if (r.signum() == 0
                || s.signum() == 0
                || r.compareTo(N) >= 0
                || s.compareTo(N) >= 0
                || x.compareTo(P) >= 0) {
            return new byte[0];
        }
        try {
            byte[] encoded = new byte[33];
            encoded[0] = (byte) (2 + (recoveryId & 1));
            BigIntegers.asUnsignedByteArray(x, encoded, 1, 32);
            ECPoint point = CURVE.getCurve().decodePoint(encoded);
            BigInteger inverse = r.modInverse(N);
            BigInteger z = new BigInteger(1, message32);
            BigInteger u1 = N.subtract(z.mod(N)).multiply(inverse).mod(N);
            BigInteger u2 = s.multiply(inverse).mod(N);
            ECPoint key = ECAlgorithms.sumOfTwoMultiplies(CURVE.getG(), u1, point, u2).normalize();
            return key.isInfinity() ? new byte[0] : key.getEncoded(true);
        } catch (IllegalArgumentException notAPoint) {
            return new byte[0];
        }
    }

    private static BigInteger challenge(byte[] r, byte[] publicX, byte[] message) {
        return new BigInteger(1, Hashes.tagged("BIP0340/challenge", r, publicX, message)).mod(N);
    }

    private static ECPoint times(BigInteger scalar) {
        return new FixedPointCombMultiplier().multiply(CURVE.getG(), scalar).normalize();
    }

    private static boolean hasEvenY(ECPoint point) {
        return !point.getAffineYCoord().toBigInteger().testBit(0);
    }

    private static byte[] xOf(ECPoint point) {
        return BigIntegers.asUnsignedByteArray(32, point.getAffineXCoord().toBigInteger());
    }

    private static ECPoint evenPoint(byte[] x) {
        if (x.length != 32) {
            throw new IllegalArgumentException(
                    "an x-only public key has 32 bytes, not " + x.length);
        }
        byte[] encoded = new byte[33];
        encoded[0] = 2;
        System.arraycopy(x, 0, encoded, 1, 32);
        return CURVE.getCurve().decodePoint(encoded);
    }

    private void requireSecretKey(byte[] secretKey) {
        if (!isValidSecretKey(secretKey)) {
            throw new IllegalArgumentException("not a valid secp256k1 secret key");
        }
    }
}
