package dev.pylon.provider.input;

import dev.pylon.nostr.market.RefusalReason;

/** Why an input can't be used; its customer is told these words. */
public final class InputProblem extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final RefusalReason reason;

    public InputProblem(RefusalReason reason, String why) {
        super(why, null, false, false);
        this.reason = reason;
    }

    static InputProblem unreachable(String why) {
        return new InputProblem(RefusalReason.INPUT_UNREACHABLE, why);
    }

    public RefusalReason reason() {
        return reason;
    }
}
