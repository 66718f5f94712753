package dev.pylon.buyer.watch;

import dev.pylon.api.buyer.JobEventType;
import dev.pylon.api.buyer.JobEventView;
import dev.pylon.api.buyer.JobState;
import dev.pylon.nostr.event.EventId;
import java.util.List;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;

/** How far one watcher of a job is. Takes in one piece of news at a time. */
final class Watcher {
    private final JobEvents events;
    private final EventId job;
    private final boolean follow;
    private final Sinks.Empty<Void> end = Sinks.empty();
    private @Nullable JobState finishedAs;
    private @Nullable JobState state;
    private long last;
    private boolean replayed;

    /**
     * @param after the number of the last event that the watcher has
     * @param finishedAs the end that has been announced, if the job is still at it
     */
    Watcher(
            JobEvents events,
            EventId job,
            long after,
            @Nullable JobState finishedAs,
            boolean follow) {
        this.events = events;
        this.job = job;
        this.last = after;
        this.finishedAs = finishedAs;
        this.state = finishedAs;
        this.follow = follow;
    }

    /** Everything, until the end. */
    Flux<JobEventView> watch(Flux<News> news) {
        return news.concatMap(this::take).takeUntilOther(end.asMono());
    }

    private Flux<JobEventView> take(News news) {
        return switch (news) {
            case News.Look _ -> look();
            case News.Partial partial ->
                    replayed && partial.event().seq() <= last
                            ? Flux.just(partial.event())
                            : Flux.empty();
            case News.Made made -> follows(made) ? handOut(made.events()) : look();
        };
    }

    /** Whether nothing is missing between what was handed out and this. */
    private boolean follows(News.Made made) {
        return replayed && made.events().getFirst().seq() <= last + 1;
    }

    private Flux<JobEventView> look() {
        return Flux.defer(() -> events.after(job, last).flatMapMany(this::handOut));
    }

    private Flux<JobEventView> handOut(List<JobEventView> found) {
        replayed = true;
        List<JobEventView> fresh = found.stream().filter(event -> event.seq() > last).toList();
        for (JobEventView event : fresh) {
            last = event.seq();
            state = event.state();
            if (event.type() == JobEventType.FINISHED) {
                finishedAs = event.state();
            }
        }
        return Flux.fromIterable(fresh).doOnComplete(this::endIfFinished);
    }

    private void endIfFinished() {
        if (!follow && finishedAs != null && finishedAs == state) {
            end.tryEmitEmpty();
        }
    }
}
