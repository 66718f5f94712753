package dev.pylon.relayclient;

/** What became of an event at one relay. Final. */
public sealed interface PublishOutcome {
    RelayUrl relay();

    /**
     * The relay has it.
     *
     * @param words the relay's own, often empty; {@code duplicate: …} if it had it before
     */
    record Accepted(RelayUrl relay, String words) implements PublishOutcome {}

    /**
     * The relay does not want it: refused for good, or still refusing for the time being when the
     * time was up.
     *
     * @param words the relay's own
     */
    record Refused(RelayUrl relay, String words) implements PublishOutcome {}

    /**
     * The relay gave no answer in time; it may or may not have the event. Publishing again is safe.
     */
    record Unreachable(RelayUrl relay, String why) implements PublishOutcome {}

    default boolean isAccepted() {
        return this instanceof Accepted;
    }
}
