package dev.pylon.provider.intake;

import dev.pylon.nostr.event.Event;
import dev.pylon.nostr.event.Kinds;
import dev.pylon.nostr.filter.Filter;
import dev.pylon.nostr.key.SecretKey;
import dev.pylon.nostr.market.Encryption;
import dev.pylon.nostr.market.JobCancellations;
import dev.pylon.nostr.market.JobRequest;
import dev.pylon.nostr.market.JobRequests;
import dev.pylon.nostr.market.MalformedJob;
import dev.pylon.primitives.Msat;
import dev.pylon.provider.ProviderSettings;
import dev.pylon.provider.backend.Backends;
import dev.pylon.provider.intake.Admission.Decision;
import dev.pylon.provider.job.JobRow;
import dev.pylon.provider.job.JobStore;
import dev.pylon.provider.quote.Quotes;
import dev.pylon.provider.work.Workers;
import dev.pylon.relayclient.RelayPool;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Requests and cancellations from all relays. A request is known by its id however many relays
 * bring it; what is older than a request may be is neither asked for nor answered, so a restart
 * replays nothing; what was stored and not yet answered when the process ended is answered at the
 * next start.
 */
@Component
class Intake implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(Intake.class);
    private static final int AT_ONCE = 64;
    private static final Duration SWEEP = Duration.ofSeconds(10);
    private static final Duration GRACE = Duration.ofSeconds(30);

    private final RelayPool pool;
    private final Admission admission;
    private final Backends backends;
    private final JobStore jobs;
    private final Quotes quotes;
    private final Workers workers;
    private final ProviderSettings settings;
    private final SecretKey identity;
    private final MeterRegistry meters;
    private volatile Disposable listening = Disposables.disposed();

    Intake(
            RelayPool pool,
            Admission admission,
            Backends backends,
            JobStore jobs,
            Quotes quotes,
            Workers workers,
            ProviderSettings settings,
            SecretKey identity,
            MeterRegistry meters) {
        this.pool = pool;
        this.admission = admission;
        this.backends = backends;
        this.jobs = jobs;
        this.quotes = quotes;
        this.workers = workers;
        this.settings = settings;
        this.identity = identity;
        this.meters = meters;
    }

    @Override
    public void start() {
        long since = Instant.now().minus(settings.maxAge()).getEpochSecond();
        Flux<Event> events =
                pool.subscribe(
                        List.of(
                                Filter.builder().kinds(settings.kinds()).since(since).build(),
                                Filter.builder().kinds(Kinds.DELETION).since(since).build()));
        listening =
                Disposables.composite(
                        jobs.unanswered()
                                .concatMap(job ->
                                        answerAgain(job)
                                                .onErrorResume(
                                                        failure -> logged(job.id(), failure)))
                                .subscribe(
                                        done -> {},
                                        failure ->
                                                LOG.atError()
                                                        .setCause(failure)
                                                        .log("open jobs can't be read")),
                        events.flatMap(
                                        event ->
                                                take(event)
                                                        .onErrorResume(failure ->
                                                                logged(event.id().hex(), failure)),
                                        AT_ONCE)
                                .subscribe(
                                        done -> {},
                                        failure ->
                                                LOG.atError()
                                                        .setCause(failure)
                                                        .log("the intake has ended")),
                        Flux.interval(SWEEP)
                                .onBackpressureDrop()
                                .concatMap(tick -> jobs.expireQuotes(GRACE).onErrorComplete())
                                .subscribe());
    }

    @Override
    public void stop() {
        listening.dispose();
    }

    @Override
    public boolean isRunning() {
        return !listening.isDisposed();
    }

    private Mono<Void> take(Event event) {
        if (event.kind() == Kinds.DELETION) {
            return Flux.fromIterable(JobCancellations.jobs(event))
                    .concatMap(job -> jobs.cancel(job.hex(), event.pubkey().hex()))
                    .then();
        }
        try {
            return decide(JobRequests.read(event, Optional.of(identity)));
        } catch (MalformedJob malformed) {
            boolean ours = event.tags().values("p").anyMatch(identity.publicKey().hex()::equals);
            return malformed.reason().isSilent() || !ours
                    ? Mono.empty()
                    : refuse(bare(event), malformed.reason().code(), malformed.getMessage() + "");
        }
    }

    private Mono<Void> decide(JobRequest request) {
        if (!request.isFor(identity.publicKey())) {
            return Mono.empty();
        }
        return jobs.find(request.id().hex())
                .hasElement()
                .filter(known -> !known)
                .flatMap(fresh -> jobs.open(request.customer().hex()))
                .flatMap(open ->
                        switch (admission.decide(
                                request,
                                identity.publicKey(),
                                backends.models(),
                                open,
                                Instant.now())) {
                            case Decision.Admitted admitted -> admit(request, admitted);
                            case Decision.Refused refused ->
                                    refused.reason().isSilent()
                                            ? Mono.<Void>empty()
                                            : refuse(
                                                    request,
                                                    refused.reason().code(),
                                                    refused.why());
                        });
    }

    private Mono<Void> admit(JobRequest request, Decision.Admitted admitted) {
        String policy = settings.payment().word();
        return jobs.insert(
                        request,
                        policy,
                        admitted.model().name(),
                        admitted.model().backend().name(),
                        admitted.price())
                .flatMap(fresh -> fresh ? answer(request, policy, admitted.price()) : Mono.empty());
    }

    private Mono<Void> answer(JobRequest request, String policy, Msat price) {
        return quotes.answer(request, policy, price)
                .doOnNext(workNow -> {
                    meters.counter("provider.jobs.accepted").increment();
                    if (workNow) {
                        workers.ring();
                    }
                })
                .then();
    }

    /**
     * One that was stored before the last end of this process, and whose answer may not have been.
     */
    private Mono<Void> answerAgain(JobRow job) {
        JobRequest request = JobRequests.read(job.request(), Optional.of(identity));
        return answer(request, job.policy(), job.price().orElse(Msat.ZERO));
    }

    private Mono<Void> refuse(JobRequest request, String code, String why) {
        meters.counter("provider.jobs.refused", "reason", code).increment();
        return quotes.refuse(request, settings.payment().word(), code, why);
    }

    /** Enough of a request that can't be understood to answer it, in the clear. */
    private static JobRequest bare(Event event) {
        return new JobRequest(
                event,
                List.of(),
                Map.of(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                Set.of(),
                Encryption.NONE);
    }

    private static Mono<Void> logged(String event, Throwable failure) {
        LOG.atWarn()
                .addKeyValue("event", event)
                .addKeyValue("error", failure.toString())
                .log("a request could not be answered");
        return Mono.empty();
    }
}
