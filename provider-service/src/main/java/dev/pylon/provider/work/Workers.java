package dev.pylon.provider.work;

import dev.pylon.provider.ProviderSettings;
import dev.pylon.provider.job.JobStore;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
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

    private final JobStore jobs;
    private final Worker worker;
    private final int capacity;
    private final AtomicInteger running;
    private final Sinks.Many<Boolean> bell = Sinks.many().multicast().directBestEffort();
    private volatile Disposable looking = Disposables.disposed();
    private final Disposable.Composite work = Disposables.composite();

    Workers(JobStore jobs, Worker worker, ProviderSettings settings, MeterRegistry meters) {
        this.jobs = jobs;
        this.worker = worker;
        this.capacity = settings.capacity();
        this.running = new AtomicInteger();
        meters.gauge("provider.jobs.running", running);
    }

    /** There may be a job to be worked on. */
    public void ring() {
        bell.tryEmitNext(true);
    }

    /** Jobs that this process works on now. */
    public int running() {
        return running.get();
    }

    @Override
    public void start() {
        looking =
                Flux.merge(bell.asFlux(), Flux.interval(Duration.ZERO, LOOK).onBackpressureDrop())
                        .onBackpressureLatest()
                        .concatMap(ring -> take(), 1)
                        .subscribe(
                                taken -> {},
                                failure ->
                                        LOG.atError()
                                                .setCause(failure)
                                                .log("no more jobs are taken"));
    }

    @Override
    public void stop() {
        looking.dispose();
        work.dispose();
    }

    @Override
    public boolean isRunning() {
        return !looking.isDisposed();
    }

    private Mono<Void> take() {
        int room = capacity - running.get();
        if (room <= 0) {
            return Mono.empty();
        }
        return jobs.claim(room, LEASE)
                .doOnNext(job -> {
                    running.incrementAndGet();
                    work.add(
                            worker.work(job)
                                    .doFinally(end -> {
                                        running.decrementAndGet();
                                        ring();
                                    })
                                    .subscribe());
                })
                .then()
                .onErrorResume(failure -> {
                    LOG.atWarn()
                            .addKeyValue("error", failure.toString())
                            .log("the queue can't be read");
                    return Mono.empty();
                });
    }
}
