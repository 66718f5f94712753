package dev.pylon.buyer.job;

import dev.pylon.api.buyer.WorkState;
import dev.pylon.nostr.event.EventId;
import java.util.Map;
import java.util.Set;

/** How far the work is, as far as we know. */
public sealed interface Work {
    /** Nobody has taken the job yet. */
    record Requested() implements Work {}

    /** The provider whose result counts has answered that it will do the work. */
    record Accepted() implements Work {}

    /** The provider is at it. */
    record Running() implements Work {}

    /**
     * The believed result has come.
     *
     * @param result the event
     */
    record Delivered(EventId result) implements Work {}

    /** Every provider asked has refused. */
    record Refused(Problem problem) implements Work {}

    /** It will not be done. */
    record Failed(Problem problem) implements Work {}

    /** We have taken it back. */
    record Cancelled() implements Work {}

    /** Nothing was paid, and we have ceased to listen. */
    record Expired() implements Work {}

    Work REQUESTED = new Requested();
    Work ACCEPTED = new Accepted();
    Work RUNNING = new Running();
    Work CANCELLED = new Cancelled();
    Work EXPIRED = new Expired();

    /**
     * Every step there is. A refusal or a failure is not the last word: a late result still counts,
     * a person may pay nevertheless, and after a refund another provider may be asked.
     */
    Map<WorkState, Set<WorkState>> STEPS =
            Map.of(
                    WorkState.REQUESTED,
                    Set.of(
                            WorkState.ACCEPTED,
                            WorkState.RUNNING,
                            WorkState.DELIVERED,
                            WorkState.REFUSED,
                            WorkState.FAILED,
                            WorkState.CANCELLED,
                            WorkState.EXPIRED),
                    WorkState.ACCEPTED,
                    Set.of(
                            WorkState.REQUESTED,
                            WorkState.RUNNING,
                            WorkState.DELIVERED,
                            WorkState.REFUSED,
                            WorkState.FAILED,
                            WorkState.CANCELLED,
                            WorkState.EXPIRED),
                    WorkState.RUNNING,
                    Set.of(
                            WorkState.REQUESTED,
                            WorkState.ACCEPTED,
                            WorkState.DELIVERED,
                            WorkState.REFUSED,
                            WorkState.FAILED,
                            WorkState.CANCELLED,
                            WorkState.EXPIRED),
                    WorkState.REFUSED,
                    Set.of(WorkState.ACCEPTED, WorkState.DELIVERED),
                    WorkState.FAILED,
                    Set.of(WorkState.REQUESTED, WorkState.ACCEPTED, WorkState.DELIVERED),
                    WorkState.DELIVERED,
                    Set.of(),
                    WorkState.CANCELLED,
                    Set.of(),
                    WorkState.EXPIRED,
                    Set.of());

    default WorkState state() {
        return switch (this) {
            case Requested _ -> WorkState.REQUESTED;
            case Accepted _ -> WorkState.ACCEPTED;
            case Running _ -> WorkState.RUNNING;
            case Delivered _ -> WorkState.DELIVERED;
            case Refused _ -> WorkState.REFUSED;
            case Failed _ -> WorkState.FAILED;
            case Cancelled _ -> WorkState.CANCELLED;
            case Expired _ -> WorkState.EXPIRED;
        };
    }

    /** Whether a provider may still be chosen for it. */
    default boolean isOpen() {
        return switch (this) {
            case Requested _, Accepted _, Running _ -> true;
            case Delivered _, Refused _, Failed _, Cancelled _, Expired _ -> false;
        };
    }

    /** Whether it was taken back or given up, so that nothing that comes counts any more. */
    default boolean isClosed() {
        return this instanceof Cancelled || this instanceof Expired;
    }

    default boolean mayBecome(Work next) {
        return state() == next.state()
                || STEPS.getOrDefault(state(), Set.of()).contains(next.state());
    }
}
