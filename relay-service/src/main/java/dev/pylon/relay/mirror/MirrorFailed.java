package dev.pylon.relay.mirror;

/** Why a comparison with another relay came to no end. */
final class MirrorFailed extends RuntimeException {
    private static final long serialVersionUID = 1;

    MirrorFailed(String why) {
        super(why);
    }
}
