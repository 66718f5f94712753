package dev.pylon.primitives;

/** Chooses the implementation once: the native one if its library loads on this machine. */
final class Secp256k1Holder {
    static final Secp256k1 INSTANCE = choose();

    private Secp256k1Holder() {}

    private static Secp256k1 choose() {
        if ("bouncycastle".equals(System.getProperty("pylon.secp256k1"))) {
            return new BouncySecp256k1();
        }
        try {
            return new NativeSecp256k1();
        } catch (IllegalStateException | LinkageError notForThisMachine) {
            return new BouncySecp256k1();
        }
    }
}
