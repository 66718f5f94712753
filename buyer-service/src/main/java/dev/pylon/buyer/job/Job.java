package dev.pylon.buyer.job;

import dev.pylon.api.buyer.JobState;
import dev.pylon.nostr.event.EventId;
import dev.pylon.nostr.event.PublicKey;
import dev.pylon.relayclient.RelayUrl;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A job as far as it has come: what decisions about it need, and no more. Texts are elsewhere.
 *
 * @param version rises with every change that is kept
 * @param lastSeq of its events
 * @param deadline when patience is over; set anew by a payment that is made after it
 * @param patienceOver whether it has passed, and we have noticed
 * @param selected whose result counts; null until a provider is selected
 * @param dropped selected once, and no longer: not chosen again without a person's decision
 * @param declined have answered with an error
 * @param quotes by provider, in the order in which they came
 * @param held providers whose result came unasked, and is kept in case they are selected
 * @param attempts to pay so far
 * @param windowClosesAt when a provider is chosen among those that have quoted; null before the
 *     first quote, or if there is nothing to choose
 * @param awaitingRefund paid, failed, and for a moment we look whether the money comes back
 * @param seen the replies that are on record, believed or not
 * @param rejected how many of them were not believed
 * @param finishedAs the state last announced as final; null before
 */
public record Job(
        Terms terms,
        long version,
        long lastSeq,
        Work work,
        Money money,
        Instant deadline,
        boolean patienceOver,
        @Nullable PublicKey selected,
        Set<PublicKey> dropped,
        Set<PublicKey> declined,
        Map<PublicKey, Quote> quotes,
        Set<PublicKey> held,
        int attempts,
        @Nullable Instant windowClosesAt,
        boolean awaitingRefund,
        Map<RelayUrl, RelayAnswer> relays,
        Set<EventId> seen,
        int rejected,
        Times times,
        @Nullable JobState finishedAs) {
    public Job {
        dropped = Set.copyOf(dropped);
        declined = Set.copyOf(declined);
        quotes = Collections.unmodifiableMap(new LinkedHashMap<>(quotes));
        held = Set.copyOf(held);
        relays = Collections.unmodifiableMap(new LinkedHashMap<>(relays));
        seen = Set.copyOf(seen);
    }

    /** A job that nobody has heard of yet. One target is selected from the start. */
    public static Job submitted(Terms terms) {
        Map<RelayUrl, RelayAnswer> relays = new LinkedHashMap<>();
        terms.relays().forEach(relay -> relays.put(relay, RelayAnswer.PENDING));
        return new Job(
                terms,
                0,
                0,
                Work.REQUESTED,
                Money.NONE,
                terms.submittedAt().plus(terms.patience()),
                false,
                terms.onlyTarget().orElse(null),
                Set.of(),
                Set.of(),
                Map.of(),
                Set.of(),
                0,
                null,
                false,
                relays,
                Set.of(),
                0,
                Times.NONE,
                null);
    }

    public EventId id() {
        return terms.id();
    }

    public JobState state() {
        JobState state = Shown.of(work, money, patienceOver);
        return state == JobState.FAILED && isBetweenProviders() ? JobState.SUBMITTED : state;
    }

    /** A payment has failed or come back, the end was not announced: somebody else is paid next. */
    private boolean isBetweenProviders() {
        return finishedAs == null
                && (money instanceof Money.Failed || money instanceof Money.Refunded);
    }

    public Optional<PublicKey> selectedProvider() {
        return Optional.ofNullable(selected);
    }

    public Optional<Quote> quoteOf(PublicKey provider) {
        return Optional.ofNullable(quotes.get(provider));
    }

    /** Whether nothing that comes from outside can change it any more. */
    public boolean isSettled() {
        return work.isClosed()
                || (work instanceof Work.Delivered
                        && (money instanceof Money.None
                                || money instanceof Money.Settled
                                || money instanceof Money.Refunded));
    }

    /** Why it stands badly, if it does. */
    public Optional<Problem> problem() {
        return switch (work) {
            case Work.Failed failed -> Optional.of(failed.problem());
            case Work.Refused refused -> Optional.of(refused.problem());
            case Work.Requested _,
                    Work.Accepted _,
                    Work.Running _,
                    Work.Delivered _,
                    Work.Cancelled _,
                    Work.Expired _ ->
                    money instanceof Money.Failed failed
                            ? Optional.of(failed.problem())
                            : Optional.empty();
        };
    }
}
