package dev.pylon.provider.intake;

import dev.pylon.nostr.event.Event;
import dev.pylon.nostr.event.Kinds;
import dev.pylon.nostr.filter.Filter;
import dev.pylon.nostr.key.SecretKey;
import dev.pylon.nostr.market.JobCancellations;
import dev.pylon.nostr.market.JobRequest;
import dev.pylon.nostr.market.JobRequests;
import dev.pylon.nostr.market.MalformedJob;
import dev.pylon.nostr.market.RefusalReason;
import dev.pylon.provider.ProviderSettings;
import dev.pylon.provider.backend.Backends;
import dev.pylon.provider.input.Gathering;
import dev.pylon.provider.input.InputProblem;
import dev.pylon.provider.input.Inputs;
import dev.pylon.provider.intake.Admission.Decision;
import dev.pylon.provider.job.JobStore;
import dev.pylon.provider.job.StoredRequests;
import dev.pylon.provider.quote.Quotes;
import dev.pylon.relayclient.RelayPool;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
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
 * replays nothing; what is taken is stored at once and answered apart from here, so that a slow
 * wallet holds up neither requests nor cancellations.
 */
@Component
class Intake implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(Intake.class);
    private static final int AT_ONCE = 64;

    private final RelayPool pool;
    private final Admission admission;
    private final Backends backends;
    private final JobStore jobs;
    private final Quotes quotes;
    private final Answering answering;
    private final Gathering gathering;
    private final ProviderSettings settings;
    private final SecretKey identity;
    private volatile Disposable listening = Disposables.disposed();

    Intake(
            RelayPool pool,
            Admission admission,
            Backends backends,
            JobStore jobs,
            Quotes quotes,
            Answering answering,
            Gathering gathering,
            ProviderSettings settings,
            SecretKey identity) {
        this.pool = pool;
        this.admission = admission;
        this.backends = backends;
        this.jobs = jobs;
        this.quotes = quotes;
        this.answering = answering;
        this.gathering = gathering;
        this.settings = settings;
        this.identity = identity;
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
                                                .log("the intake has ended"));
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
                    .doOnNext(job -> gathering.cancel(job, event.pubkey()))
                    .concatMap(job -> jobs.cancel(job.hex(), event.pubkey().hex()))
                    .then();
        }
        try {
            return decide(JobRequests.read(event, Optional.of(identity)));
        } catch (MalformedJob malformed) {
            boolean ours = event.tags().values("p").anyMatch(identity.publicKey().hex()::equals);
            return malformed.reason().isSilent() || !ours
                    ? Mono.empty()
                    : refuse(
                            StoredRequests.bare(event),
                            malformed.reason(),
                            malformed.getMessage() + "");
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
                            case Decision.Admitted admitted when Inputs.pointElsewhere(request) ->
                                    gathering.begin(
                                            request,
                                            text -> admit(request, admitted, text),
                                            problem -> refuse(request, problem));
                            case Decision.Admitted admitted -> admit(request, admitted, null);
                            case Decision.Refused refused ->
                                    refused.reason().isSilent()
                                            ? Mono.<Void>empty()
                                            : refuse(request, refused.reason(), refused.why());
                        });
    }

    /** What costs nothing is not paid before, whatever the rule is. */
    private Mono<Void> admit(
            JobRequest request, Decision.Admitted admitted, @Nullable String fetchedInput) {
        String policy =
                admitted.price().isZero()
                        ? ProviderSettings.PaymentPolicy.FREE.word()
                        : settings.payment().word();
        return jobs.insert(
                        request,
                        policy,
                        admitted.model().name(),
                        admitted.model().backend().name(),
                        admitted.price(),
                        fetchedInput)
                .doOnNext(fresh -> {
                    if (fresh) {
                        answering.begin(request, policy, admitted.price());
                    }
                })
                .then();
    }

    private Mono<Void> refuse(JobRequest request, InputProblem problem) {
        return refuse(request, problem.reason(), problem.getMessage() + "");
    }

    private Mono<Void> refuse(JobRequest request, RefusalReason reason, String why) {
        return quotes.refuse(request, settings.payment().word(), reason, why);
    }

    private static Mono<Void> logged(String event, Throwable failure) {
        LOG.atWarn()
                .addKeyValue("event", event)
                .addKeyValue("error", failure.toString())
                .log("a request could not be answered");
        return Mono.empty();
    }
}
