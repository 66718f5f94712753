package dev.pylon.buyer.rest;

import dev.pylon.api.Page;
import dev.pylon.api.buyer.BuyerApi;
import dev.pylon.api.buyer.BuyerStatus;
import dev.pylon.api.buyer.JobEventView;
import dev.pylon.api.buyer.JobSummary;
import dev.pylon.api.buyer.JobView;
import dev.pylon.api.buyer.ModelView;
import dev.pylon.api.buyer.PayJob;
import dev.pylon.api.buyer.ProviderView;
import dev.pylon.api.buyer.SubmitJob;
import dev.pylon.buyer.desk.JobStore;
import dev.pylon.buyer.directory.Market;
import dev.pylon.buyer.job.Job;
import dev.pylon.buyer.pay.Decisions;
import dev.pylon.buyer.submit.Submissions;
import dev.pylon.buyer.watch.JobList;
import dev.pylon.buyer.watch.JobViews;
import dev.pylon.buyer.watch.Watch;
import dev.pylon.kit.auth.Caller;
import dev.pylon.kit.auth.Callers;
import dev.pylon.kit.auth.Scope;
import dev.pylon.kit.problem.ProblemException;
import dev.pylon.nostr.event.EventId;
import dev.pylon.nostr.event.PublicKey;
import dev.pylon.nostr.key.PublicKeys;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Jobs by REST. What belongs to another account is as good as not there. */
@RestController
class BuyerEndpoint implements BuyerApi {
    private static final Duration HEARTBEAT = Duration.ofSeconds(15);

    private final Submissions submissions;
    private final Decisions decisions;
    private final JobStore jobs;
    private final JobViews views;
    private final JobList list;
    private final Watch watch;
    private final Market market;
    private final StatusReport report;

    BuyerEndpoint(
            Submissions submissions,
            Decisions decisions,
            JobStore jobs,
            JobViews views,
            JobList list,
            Watch watch,
            Market market,
            StatusReport report) {
        this.submissions = submissions;
        this.decisions = decisions;
        this.jobs = jobs;
        this.views = views;
        this.list = list;
        this.watch = watch;
        this.market = market;
        this.report = report;
    }

    @Override
    public Mono<JobView> submit(@Nullable String idempotencyKey, SubmitJob request) {
        return Callers.require(Scope.JOBS_WRITE)
                .flatMap(caller ->
                        Boolean.TRUE.equals(request.autoPay())
                                ? Callers.require(Scope.WALLET_PAY)
                                : Mono.just(caller))
                .flatMap(caller -> submissions.submit(caller, idempotencyKey, request));
    }

    @Override
    public Mono<Page<JobSummary>> jobs(
            @Nullable String cursor, @Nullable Integer limit, @Nullable String state) {
        return Callers.require(Scope.JOBS_READ)
                .flatMap(caller -> list.page(caller.account(), cursor, limit, state));
    }

    @Override
    public Mono<JobView> job(String id) {
        return Callers.require(Scope.JOBS_READ)
                .flatMap(caller -> find(caller, id))
                .flatMap(views::of);
    }

    @Override
    public Flux<ServerSentEvent<JobEventView>> events(
            String id, @Nullable String lastEventId, @Nullable Boolean follow) {
        return Callers.require(Scope.JOBS_READ)
                .flatMap(caller -> find(caller, id))
                .flatMapMany(job ->
                        withHeartbeat(
                                watch.of(job, number(lastEventId), Boolean.TRUE.equals(follow))
                                        .map(BuyerEndpoint::sent)));
    }

    private static ServerSentEvent<JobEventView> sent(JobEventView event) {
        return ServerSentEvent.builder(event)
                .id(Long.toString(event.seq()))
                .event(event.type().word())
                .build();
    }

    /** A comment now and then, so that nobody on the way takes the stream for dead. */
    private static Flux<ServerSentEvent<JobEventView>> withHeartbeat(
            Flux<ServerSentEvent<JobEventView>> events) {
        return events.publish(shared ->
                Flux.merge(
                        shared,
                        Flux.interval(HEARTBEAT)
                                .onBackpressureDrop()
                                .map(tick ->
                                        ServerSentEvent.<JobEventView>builder()
                                                .comment("still here")
                                                .build())
                                .takeUntilOther(shared.ignoreElements())));
    }

    @Override
    public Mono<JobView> pay(String id, PayJob request) {
        return Callers.require(Scope.JOBS_WRITE)
                .then(Callers.require(Scope.WALLET_PAY))
                .flatMap(caller -> find(caller, id))
                .flatMap(job -> decisions.pay(job, provider(request)).then(again(job)));
    }

    @Override
    public Mono<JobView> cancel(String id) {
        return Callers.require(Scope.JOBS_WRITE)
                .flatMap(caller -> find(caller, id))
                .flatMap(job -> decisions.cancel(job).then(again(job)));
    }

    @Override
    public Mono<Page<ProviderView>> providers(@Nullable Integer kind, @Nullable String model) {
        return Callers.require(Scope.JOBS_READ)
                .flatMap(caller -> market.providers(kind, model))
                .map(found -> new Page<>(found, null));
    }

    @Override
    public Mono<Page<ModelView>> models() {
        return Callers.require(Scope.JOBS_READ).map(caller -> new Page<>(market.models(), null));
    }

    @Override
    public Mono<BuyerStatus> status() {
        return Callers.require(Scope.JOBS_READ).flatMap(caller -> report.of(caller.account()));
    }

    private Mono<Job> find(Caller caller, String id) {
        return Mono.justOrEmpty(eventId(id))
                .flatMap(jobs::load)
                .filter(job -> job.terms().account().equals(caller.account()))
                .switchIfEmpty(
                        Mono.error(() ->
                                ProblemException.notFound(
                                        "There is no such job. A job's id has 64 hex digits.")));
    }

    private Mono<JobView> again(Job job) {
        return Mono.defer(() -> jobs.load(job.id())).flatMap(views::of);
    }

    private static Optional<EventId> eventId(String id) {
        try {
            return Optional.of(EventId.fromHex(id));
        } catch (IllegalArgumentException notOne) {
            return Optional.empty();
        }
    }

    private static @Nullable PublicKey provider(PayJob request) {
        String provider = request.provider();
        if (provider == null || provider.isBlank()) {
            return null;
        }
        try {
            return PublicKeys.parse(provider);
        } catch (IllegalArgumentException e) {
            throw ProblemException.badRequest(
                    "invalid-provider", "'" + provider + "': " + e.getMessage() + ".");
        }
    }

    private static long number(@Nullable String lastEventId) {
        if (lastEventId == null || lastEventId.isBlank()) {
            return 0;
        }
        try {
            return Math.max(0, Long.parseLong(lastEventId.strip()));
        } catch (NumberFormatException e) {
            throw ProblemException.badRequest(
                    "invalid-last-event-id",
                    "Last-Event-ID is the id of an event of this stream, a number.");
        }
    }
}
