package dev.pylon.buyer.watch;

import dev.pylon.api.buyer.JobEventType;
import dev.pylon.api.buyer.JobEventView;
import dev.pylon.api.buyer.JobState;
import dev.pylon.buyer.course.Step;
import dev.pylon.buyer.desk.Desk;
import dev.pylon.buyer.desk.StepListener;
import dev.pylon.buyer.job.Job;
import dev.pylon.nostr.event.EventId;
import dev.pylon.nostr.event.PublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArraySet;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;

/**
 * What happens to jobs, to whoever watches: first what is on record, then each step as it is made,
 * without a gap and without a repeat. Steps made by another replica are found by looking.
 */
@Component
public class Watch implements StepListener {
    private static final Duration LOOK = Duration.ofSeconds(2);

    /** How far a watcher may fall behind. */
    private static final int BEHIND = 256;

    private final JobEvents events;
    private final Partials partials;
    private final Map<EventId, Set<Sinks.Many<News>>> watchers = new ConcurrentHashMap<>();

    Watch(JobEvents events, Partials partials, Desk desk) {
        this.events = events;
        this.partials = partials;
        desk.listen(this);
    }

    @Override
    public void committed(Step step) {
        EventId job = step.after().id();
        if (step.result() != null) {
            partials.forget(job);
        }
        Set<Sinks.Many<News>> here = watchers.get(job);
        if (here == null || step.events().isEmpty()) {
            return;
        }
        Step.Delivery result = step.result();
        String content = result == null ? null : result.content();
        tell(
                here,
                new News.Made(
                        step.events().stream()
                                .map(event -> JobEvents.view(job, event, content))
                                .toList()));
    }

    /** More text, which is passed on and not kept. */
    public void partial(Job job, PublicKey provider, long seq, String text, Instant at) {
        if (!partials.put(job.id(), seq, text)) {
            return;
        }
        Set<Sinks.Many<News>> here = watchers.get(job.id());
        if (here != null) {
            tell(
                    here,
                    new News.Partial(
                            new JobEventView(
                                    job.lastSeq(),
                                    job.id().hex(),
                                    JobEventType.PARTIAL,
                                    job.state(),
                                    at,
                                    null,
                                    null,
                                    provider.hex(),
                                    null,
                                    null,
                                    text)));
        }
    }

    /** A watcher that has fallen far behind is let go: it may come back with its last number. */
    private static void tell(Set<Sinks.Many<News>> here, News news) {
        for (Sinks.Many<News> watcher : here) {
            synchronized (watcher) {
                if (watcher.tryEmitNext(news) == Sinks.EmitResult.FAIL_OVERFLOW) {
                    watcher.tryEmitComplete();
                }
            }
        }
    }

    /** All that happens to a job after that number; ends with its end, unless {@code follow}. */
    public Flux<JobEventView> of(Job job, long after, boolean follow) {
        JobState finishedAs = job.finishedAs() == job.state() ? job.finishedAs() : null;
        return Flux.defer(() ->
                new Watcher(events, job.id(), after, finishedAs, follow).watch(news(job.id())));
    }

    private Flux<News> news(EventId job) {
        return Flux.using(
                () -> join(job),
                sink ->
                        Flux.merge(
                                sink.asFlux(),
                                Flux.interval(Duration.ZERO, LOOK)
                                        .onBackpressureDrop()
                                        .map(tick -> new News.Look())),
                sink -> leave(job, sink));
    }

    private Sinks.Many<News> join(EventId job) {
        Sinks.Many<News> sink =
                Sinks.many().unicast().onBackpressureBuffer(new ArrayBlockingQueue<>(BEHIND));
        watchers.compute(
                job,
                (id, here) -> {
                    Set<Sinks.Many<News>> all = here == null ? new CopyOnWriteArraySet<>() : here;
                    all.add(sink);
                    return all;
                });
        return sink;
    }

    private void leave(EventId job, Sinks.Many<News> sink) {
        watchers.computeIfPresent(
                job,
                (id, here) -> {
                    here.remove(sink);
                    return here.isEmpty() ? null : here;
                });
    }
}
