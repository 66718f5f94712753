package dev.pylon.provider.work;

import dev.pylon.provider.ProviderSettings;
import dev.pylon.provider.job.JobQueue;
import dev.pylon.provider.job.JobRow;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * Takes jobs from the queue as there is room for them: when rung for, and by looking every second.
 */
@Component
public class Workers implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(Workers.class);
    private static final Duration LOOK = Duration.ofSeconds(1);
    static final Duration LEASE = Duration.ofSeconds(10);

    private final JobQueue queue;
    private final Worker worker;
    private final int capacity;
    private final Map<String, JobRow> underWay = new ConcurrentHashMap<>();
    private final Sinks.Many<Boolean> bell = Sinks.many().multicast().directBestEffort();
    private volatile Disposable working = Disposables.disposed();

    Workers(JobQueue queue, Worker worker, ProviderSettings settings, MeterRegistry meters) {
        this.queue = queue;
        this.worker = worker;
        this.capacity = settings.capacity();
        Gauge.builder("provider.jobs.running", underWay, Map::size)
                .description("jobs that this process works on")
                .register(meters);
    }

    /** There may be a job to be worked on. */
    public void ring() {
        bell.tryEmitNext(true);
    }

    /** Jobs that this process works on now. */
    public int running() {
        return underWay.size();
    }

    @Override
    public void start() {
        working =
                Flux.merge(bell.asFlux(), Flux.interval(Duration.ZERO, LOOK).onBackpressureDrop())
                        .onBackpressureLatest()
                        .concatMap(ring -> take(), 1)
                        .flatMap(this::work, capacity)
                        .subscribe(
                                done -> {},
                                failure ->
                                        LOG.atError()
                                                .setCause(failure)
                                                .log("no more jobs are taken"));
    }

    @Override
    public void stop() {
        stop(() -> {});
    }

    /** What is not finished is given back, so that nobody waits for its lease to run out. */
    @Override
    public void stop(Runnable stopped) {
        List<JobRow> unfinished = List.copyOf(underWay.values());
        working.dispose();
        Flux.fromIterable(unfinished)
                .flatMap(job -> queue.giveBack(job).timeout(LOOK).onErrorComplete())
                .doFinally(end -> stopped.run())
                .subscribe();
    }

    @Override
    public boolean isRunning() {
        return !working.isDisposed();
    }

    private Flux<JobRow> take() {
        int room = capacity - underWay.size();
        if (room <= 0) {
            return Flux.empty();
        }
        return queue.claim(room, LEASE)
                .doOnNext(job -> underWay.put(job.id(), job))
                .collectList()
                .flatMapIterable(claimed -> claimed)
                .onErrorResume(failure -> {
                    LOG.atWarn()
                            .addKeyValue("error", failure.toString())
                            .log("the queue can't be read");
                    return Flux.empty();
                });
    }

    private Mono<Void> work(JobRow job) {
        return worker.work(job)
                .doFinally(end -> {
                    underWay.remove(job.id(), job);
                    ring();
                });
    }
}
