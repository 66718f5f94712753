package dev.pylon.relay.market;

import dev.pylon.nostr.event.Event;
import dev.pylon.nostr.event.EventId;
import dev.pylon.nostr.event.Kinds;
import dev.pylon.nostr.filter.Filter;
import dev.pylon.relay.stats.JobSummary;
import dev.pylon.relay.stats.MarketOverviews;
import dev.pylon.relay.storage.Audience;
import dev.pylon.relay.storage.EventStore;
import dev.pylon.relay.storage.LogPosition;
import dev.pylon.relay.storage.QueryBound;
import java.util.Comparator;
import java.util.List;
import reactor.core.publisher.Mono;

/** Reads a job's request and what was answered to it, for everybody. */
public final class JobThreads {
    /** More than that nobody reads; the newest count. */
    static final int MOST = 200;

    private static final Comparator<Event> IN_ORDER =
            Comparator.comparingLong(Event::createdAt)
                    // of one second: as a job goes
                    .thenComparing(JobThreads::stage)
                    .thenComparing(Event::id);

    private final MarketOverviews overviews;
    private final EventStore store;
    private final Audience everybody;

    /** A request with its answers, oldest first. */
    record Thread(JobSummary job, List<Event> answers) {}

    /**
     * @param everybody what who has not authenticated may see
     */
    public JobThreads(MarketOverviews overviews, EventStore store, Audience everybody) {
        this.overviews = overviews;
        this.store = store;
        this.everybody = everybody;
    }

    /** Empty if there is no such request here, or it is not for everybody. */
    Mono<Thread> of(EventId id) {
        return overviews
                .job(id)
                .flatMap(job -> answers(job.request()).map(answers -> new Thread(job, answers)));
    }

    private static int stage(Event event) {
        if (Kinds.isJobResult(event.kind())) {
            return 3;
        }
        return switch (event.tags().firstValue("status").orElse("")) {
            case "payment-required" -> 0;
            case "processing" -> 1;
            case "partial" -> 2;
            default -> 4;
        };
    }

    private Mono<List<Event>> answers(Event request) {
        Filter filter =
                Filter.builder()
                        .kinds(Kinds.resultOf(request.kind()), Kinds.JOB_FEEDBACK)
                        .tag("e", request.id().hex())
                        .limit(MOST)
                        .build();
        QueryBound bound = new QueryBound(new LogPosition(Long.MAX_VALUE), MOST, everybody);
        return store.query(filter, bound)
                .map(stored -> Event.fromJson(stored.body()))
                .sort(IN_ORDER)
                .collectList();
    }
}
