package dev.pylon.relayclient;

import dev.pylon.nostr.event.Event;
import dev.pylon.nostr.filter.Filter;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * How far one relay has answered one subscription, and so from when each of its filters is to be
 * asked for again. Times are in the seconds of events. Within the mailbox only.
 */
final class Progress {
    private static final long NEVER = Long.MIN_VALUE;
    private static final long NOTHING = Long.MAX_VALUE;

    private final Duration overlap;
    private List<Asked> asked = List.of();

    /** Filters to which the relay has given all it had stored, or what its limit allows. */
    private Set<Filter> answered = Set.of();

    private long answeredAt = NEVER;

    /** The newest event seen of which all older ones have been seen too, but for gaps. */
    private long seen = NEVER;

    /** The newest event of the answer under way. */
    private long seenInAnswer = NEVER;

    /** The oldest event that the consumer was too slow to take. */
    private long missed = NOTHING;

    private long missedAsked = NOTHING;

    /** From when to ask again for filters whose answer was cut off and is not complete yet. */
    private final Map<Filter, Long> gaps = new HashMap<>();

    Progress(Duration overlap) {
        this.overlap = overlap;
    }

    /** An answer that the relay's limit may have cut off at {@code until}. */
    record CutOff(Filter wanted, Filter onWire, long until) {}

    /** A filter as it went to the relay, and what of the relay's answer matched it. */
    private static final class Asked {
        final Filter wanted;
        final Filter onWire;
        int count;
        long oldest = NOTHING;

        Asked(Filter wanted, Filter onWire) {
            this.wanted = wanted;
            this.onWire = onWire;
        }

        void count(Event event) {
            if (onWire.matches(event)) {
                count++;
                oldest = Math.min(oldest, event.createdAt());
            }
        }

        boolean mayBeCutOff() {
            return count >= Backfill.FULL && Resumption.isPageable(onWire);
        }
    }

    /** Begins an answer: the filters as they should go to the relay. */
    List<Filter> ask(List<Filter> wanted) {
        seenInAnswer = NEVER;
        missedAsked = Math.min(missed, missedAsked);
        missed = NOTHING;
        asked = wanted.stream().map(filter -> new Asked(filter, resumed(filter))).toList();
        return asked.stream().map(one -> one.onWire).toList();
    }

    private Filter resumed(Filter filter) {
        if (!answered.contains(filter)) {
            return filter;
        }
        if (seen == NEVER && missedAsked == NOTHING && filter.limit().isEmpty()) {
            return filter;
        }
        long last = Math.min(seen == NEVER ? answeredAt : seen, missedAsked);
        long from = Math.max(0, last - overlap.toSeconds());
        return Resumption.from(filter, Math.min(from, gaps.getOrDefault(filter, NOTHING)));
    }

    /** An event while an answer is under way. */
    void onStored(Event event) {
        seenInAnswer = Math.max(seenInAnswer, time(event));
        asked.forEach(one -> one.count(event));
    }

    void onLive(Event event) {
        seen = Math.max(seen, time(event));
    }

    /** What comes from the future says nothing of what has been seen. */
    private static long time(Event event) {
        return Math.min(event.createdAt(), Instant.now().getEpochSecond());
    }

    /**
     * The answer is at its end.
     *
     * @param isBeingFilled tells the filters whose gap is being filled already
     * @return what may have been cut off, now remembered as gaps
     */
    List<CutOff> onAnswered(Predicate<Filter> isBeingFilled) {
        seen = Math.max(seen, seenInAnswer);
        answeredAt = Instant.now().getEpochSecond();
        missedAsked = NOTHING;
        answered = new HashSet<>(asked.stream().map(one -> one.wanted).toList());
        gaps.keySet().retainAll(answered);
        List<Asked> cut =
                asked.stream()
                        .filter(one -> !isBeingFilled.test(one.wanted))
                        .peek(one -> gaps.remove(one.wanted))
                        .filter(Asked::mayBeCutOff)
                        .toList();
        cut.forEach(one -> gaps.put(one.wanted, one.onWire.since().orElse(0)));
        // of several filters' answers, which event is whose is not known: then from the newest on
        boolean alone = asked.size() == 1;
        return cut.stream()
                .map(one -> new CutOff(one.wanted, one.onWire, alone ? one.oldest : NOTHING))
                .toList();
    }

    void onFilled(Filter wanted) {
        gaps.remove(wanted);
    }

    void onMissed(long since) {
        missed = Math.min(missed, since);
    }

    boolean hasMissed() {
        return missed != NOTHING;
    }
}
