package dev.pylon.provider.intake;

import dev.pylon.nostr.key.SecretKey;
import dev.pylon.nostr.market.JobRequest;
import dev.pylon.nostr.market.RefusalReason;
import dev.pylon.primitives.Msat;
import dev.pylon.provider.ProviderSettings;
import dev.pylon.provider.job.JobRow;
import dev.pylon.provider.job.JobStore;
import dev.pylon.provider.job.StoredRequests;
import dev.pylon.provider.meters.JobMeters;
import dev.pylon.provider.quote.Quotes;
import dev.pylon.provider.work.Workers;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Answers the requests that are stored: at once when they come, and by looking every second for
 * those that the wallet made no invoice for, or that a crash has left. A request that can't be
 * answered while its answer can be wanted is refused.
 */
@Component
class Answering implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(Answering.class);
    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final int AT_ONCE = 64;

    private final JobStore jobs;
    private final Quotes quotes;
    private final Workers workers;
    private final ProviderSettings settings;
    private final SecretKey identity;
    private final JobMeters meters;
    private final Set<String> underWay = ConcurrentHashMap.newKeySet();
    private volatile Disposable.Composite running = Disposables.composite();
    private volatile Disposable looking = Disposables.disposed();

    Answering(
            JobStore jobs,
            Quotes quotes,
            Workers workers,
            ProviderSettings settings,
            SecretKey identity,
            JobMeters meters) {
        this.jobs = jobs;
        this.quotes = quotes;
        this.workers = workers;
        this.settings = settings;
        this.identity = identity;
        this.meters = meters;
    }

    @Override
    public void start() {
        running = Disposables.composite();
        looking =
                Flux.interval(Duration.ZERO, LOOK)
                        .onBackpressureDrop()
                        .concatMap(tick -> look(), 1)
                        .subscribe(
                                done -> {},
                                failure ->
                                        LOG.atError()
                                                .setCause(failure)
                                                .log("open requests are no longer looked at"));
    }

    @Override
    public void stop() {
        looking.dispose();
        running.dispose();
    }

    @Override
    public boolean isRunning() {
        return !looking.isDisposed();
    }

    /** Answers a request that was just stored. Beyond a bound it waits for the next look. */
    void begin(JobRequest request, String policy, Msat price) {
        if (underWay.size() >= AT_ONCE) {
            return;
        }
        Disposable.Swap answer = Disposables.swap();
        Disposable.Composite all = running;
        all.add(answer);
        answer.update(
                answer(request, policy, price, Instant.now())
                        .doFinally(end -> all.remove(answer))
                        .subscribe());
    }

    private Mono<Void> look() {
        return jobs.unanswered(AT_ONCE)
                .collectList()
                .flatMapMany(Flux::fromIterable)
                .flatMap(this::answerAgain, AT_ONCE)
                .onErrorResume(failure -> {
                    LOG.atWarn()
                            .addKeyValue("error", failure.toString())
                            .log("open requests can't be read");
                    return Mono.empty();
                })
                .then();
    }

    private Mono<Void> answerAgain(JobRow job) {
        JobRequest request = StoredRequests.read(job, identity);
        Instant until = job.receivedAt().plus(settings.quoteExpiry());
        return until.isAfter(Instant.now())
                ? answer(request, job.policy(), job.price().orElse(Msat.ZERO), job.receivedAt())
                : quotes.refuseAfterAll(
                        request,
                        RefusalReason.OVER_CAPACITY,
                        "This provider could make no invoice in time. Try again later.");
    }

    /** Never fails: what can't be answered now is found by the next look. */
    private Mono<Void> answer(JobRequest request, String policy, Msat price, Instant heard) {
        String id = request.id().hex();
        return Mono.defer(() ->
                        underWay.add(id)
                                ? quotes.answer(request, policy, price)
                                        .doOnNext(answer -> follow(answer, heard))
                                        .doFinally(end -> underWay.remove(id))
                                : Mono.empty())
                .onErrorResume(failure -> {
                    LOG.atWarn()
                            .addKeyValue("job", id)
                            .addKeyValue("error", failure.toString())
                            .log("a request can't be answered now; trying again");
                    return Mono.empty();
                })
                .then();
    }

    private void follow(Quotes.Answer answer, Instant heard) {
        switch (answer) {
            case QUOTED -> {
                meters.accepted();
                meters.took(JobMeters.Stage.QUOTE, heard);
            }
            case TAKEN -> {
                meters.accepted();
                workers.ring();
            }
            case TOO_LATE -> {}
        }
    }
}
