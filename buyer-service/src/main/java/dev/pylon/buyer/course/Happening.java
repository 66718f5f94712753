package dev.pylon.buyer.course;

import dev.pylon.buyer.job.Attempt;
import dev.pylon.buyer.job.Problem;
import dev.pylon.buyer.job.RelayAnswer;
import dev.pylon.nostr.event.PublicKey;
import dev.pylon.relayclient.RelayUrl;
import org.jspecify.annotations.Nullable;

/** Something that may change a job. Happening twice is the same as once. */
public sealed interface Happening {
    /** A relay has answered to the request, or given no answer in time. */
    record RelayAnswered(RelayUrl relay, RelayAnswer answer) implements Happening {}

    /**
     * Somebody has replied.
     *
     * @param again whether it was set aside once and is to be judged anew
     */
    record Replied(Reply reply, boolean again) implements Happening {}

    /** The time for quotes may be over. Also a fresh look at whatever was left undone. */
    record Reconsidered() implements Happening {}

    /** The wallet has said what became of an attempt. */
    record WalletAnswered(Attempt attempt, PaymentOutcome outcome) implements Happening {}

    /** The wallet shows that what was paid has come back. */
    record RefundSeen(Attempt attempt) implements Happening {}

    /** Nothing has come back in the moment it usually takes. */
    record RefundNotSeen() implements Happening {}

    /**
     * A person wants a quote paid.
     *
     * @param provider null if there is just one that can be
     * @param shortage too little money, if the wallet said so when it was asked just now
     */
    record PayAsked(@Nullable PublicKey provider, @Nullable Problem shortage)
            implements Happening {}

    /** A person wants no more of it. */
    record CancelAsked() implements Happening {}

    /** The caller's deadline has passed. */
    record PatienceOver() implements Happening {}

    /** We cease to listen. */
    record GivenUp() implements Happening {}
}
