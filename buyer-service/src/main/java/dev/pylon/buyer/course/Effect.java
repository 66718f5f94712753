package dev.pylon.buyer.course;

import dev.pylon.buyer.job.Attempt;
import dev.pylon.nostr.event.PublicKey;
import java.time.Instant;

/** What is to be done once a step is durable. */
public sealed interface Effect {
    /** Have the wallet pay. Kept until the outcome is final. */
    record Pay(Attempt attempt) implements Effect {}

    /** Tell the relays that the job is taken back. Kept until each has answered. */
    record Retract() implements Effect {}

    /** Look whether what was paid comes back. Kept until it has. */
    record SeekRefund(Attempt attempt) implements Effect {}

    /** Look at the job again at that time, which is on record. */
    record LookAgain(Instant at) implements Effect {}

    /** The result that this provider sent unasked counts now: judge it again. */
    record JudgeAgain(PublicKey provider) implements Effect {}
}
