package dev.pylon.buyer.job;

import dev.pylon.api.buyer.MoneyState;
import dev.pylon.lightning.Preimage;
import dev.pylon.primitives.Msat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How far the money is. There is one {@link Attempt} to pay at a time, and no other is made until
 * it has provably failed or come back.
 */
public sealed interface Money {
    /** Nobody asks for any that we could pay. */
    record None() implements Money {}

    /** A quote waits for a decision, or for funds. */
    record Quoted() implements Money {}

    /** The wallet is being asked. */
    record Paying(Attempt attempt) implements Money {}

    /** The wallet was asked, and what came of it is not known yet. */
    record Unknown(Attempt attempt, String why) implements Money {}

    /**
     * Proven.
     *
     * @param preimage hashes to the attempt's payment hash
     */
    record Paid(Attempt attempt, Preimage preimage, Msat fee) implements Money {
        public Paid {
            if (!preimage.proves(attempt.hash())) {
                throw new IllegalArgumentException("the preimage does not prove this payment");
            }
        }
    }

    /** Paid, and what was paid for has come: nothing is owed by anybody. */
    record Settled(Attempt attempt, Preimage preimage, Msat fee) implements Money {}

    /** It was paid and has come back. */
    record Refunded(Attempt attempt) implements Money {}

    /** Proven not to have been paid, and nothing else to pay. */
    record Failed(Attempt attempt, Problem problem) implements Money {}

    Money NONE = new None();
    Money QUOTED = new Quoted();

    /** Every step there is. What was paid stays paid until it has provably come back. */
    Map<MoneyState, Set<MoneyState>> STEPS =
            Map.of(
                    MoneyState.NONE,
                    Set.of(MoneyState.QUOTED, MoneyState.PAYING),
                    MoneyState.QUOTED,
                    Set.of(MoneyState.NONE, MoneyState.PAYING),
                    MoneyState.PAYING,
                    Set.of(
                            MoneyState.PAID,
                            MoneyState.SETTLED,
                            MoneyState.UNKNOWN,
                            MoneyState.FAILED,
                            MoneyState.QUOTED),
                    MoneyState.UNKNOWN,
                    Set.of(
                            MoneyState.PAID,
                            MoneyState.SETTLED,
                            MoneyState.FAILED,
                            MoneyState.QUOTED),
                    MoneyState.PAID,
                    Set.of(MoneyState.SETTLED, MoneyState.REFUNDED),
                    MoneyState.SETTLED,
                    Set.of(),
                    MoneyState.REFUNDED,
                    Set.of(MoneyState.PAYING),
                    MoneyState.FAILED,
                    Set.of(MoneyState.QUOTED, MoneyState.PAYING));

    default MoneyState state() {
        return switch (this) {
            case None _ -> MoneyState.NONE;
            case Quoted _ -> MoneyState.QUOTED;
            case Paying _ -> MoneyState.PAYING;
            case Unknown _ -> MoneyState.UNKNOWN;
            case Paid _ -> MoneyState.PAID;
            case Settled _ -> MoneyState.SETTLED;
            case Refunded _ -> MoneyState.REFUNDED;
            case Failed _ -> MoneyState.FAILED;
        };
    }

    /** The latest attempt to pay; empty before the first. */
    default Optional<Attempt> lastAttempt() {
        return switch (this) {
            case None _, Quoted _ -> Optional.empty();
            case Paying paying -> Optional.of(paying.attempt());
            case Unknown unknown -> Optional.of(unknown.attempt());
            case Paid paid -> Optional.of(paid.attempt());
            case Settled settled -> Optional.of(settled.attempt());
            case Refunded refunded -> Optional.of(refunded.attempt());
            case Failed failed -> Optional.of(failed.attempt());
        };
    }

    /** Whether money is gone, or may be: nobody else may be paid meanwhile. */
    default boolean isCommitted() {
        return switch (this) {
            case Paying _, Unknown _, Paid _, Settled _ -> true;
            case None _, Quoted _, Refunded _, Failed _ -> false;
        };
    }

    /** Whether the wallet still owes us an answer. */
    default boolean isMoving() {
        return this instanceof Paying || this instanceof Unknown;
    }

    default boolean mayBecome(Money next) {
        return state() == next.state()
                || STEPS.getOrDefault(state(), Set.of()).contains(next.state());
    }
}
