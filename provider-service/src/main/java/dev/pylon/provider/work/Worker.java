package dev.pylon.provider.work;

import dev.pylon.api.wallet.InvoiceView;
import dev.pylon.nostr.event.Event;
import dev.pylon.nostr.key.SecretKey;
import dev.pylon.nostr.market.FeedbackStatus;
import dev.pylon.nostr.market.JobFeedbacks;
import dev.pylon.nostr.market.JobRequest;
import dev.pylon.nostr.market.JobRequests;
import dev.pylon.nostr.market.JobResults;
import dev.pylon.primitives.Msat;
import dev.pylon.provider.ProviderSettings;
import dev.pylon.provider.backend.BackendFailure;
import dev.pylon.provider.backend.Backends;
import dev.pylon.provider.backend.Chunk;
import dev.pylon.provider.backend.WorkOrder;
import dev.pylon.provider.delivery.Publisher;
import dev.pylon.provider.job.JobRow;
import dev.pylon.provider.job.JobStore;
import dev.pylon.provider.quote.Quotes;
import dev.pylon.provider.quote.Refunds;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Runs one claimed job on its backend: partial results on the way, then the result stored and
 * handed to the publisher in one transaction; or the failure, with the refund, likewise. Its lease
 * is renewed all the while; once it is lost, whatever comes of the work is thrown away.
 */
@Component
class Worker {
    private static final Logger LOG = LoggerFactory.getLogger(Worker.class);
    private static final Duration RENEWAL = Workers.LEASE.dividedBy(3);
    private static final int MAX_ATTEMPTS = 3;
    private static final String CUT =
            "\n[The result was longer than this provider delivers and is cut off here.]";

    private final Backends backends;
    private final JobStore jobs;
    private final Publisher publisher;
    private final Quotes quotes;
    private final Refunds refunds;
    private final TransactionalOperator transaction;
    private final ProviderSettings settings;
    private final SecretKey identity;

    Worker(
            Backends backends,
            JobStore jobs,
            Publisher publisher,
            Quotes quotes,
            Refunds refunds,
            TransactionalOperator transaction,
            ProviderSettings settings,
            SecretKey identity) {
        this.backends = backends;
        this.jobs = jobs;
        this.publisher = publisher;
        this.quotes = quotes;
        this.refunds = refunds;
        this.transaction = transaction;
        this.settings = settings;
        this.identity = identity;
    }

    private static final class LeaseLost extends RuntimeException {
        private static final long serialVersionUID = 1L;

        LeaseLost() {
            super("another process works on this job", null, false, false);
        }
    }

    /** Never fails: what goes wrong is stored, or left to whoever takes the job next. */
    Mono<Void> work(JobRow job) {
        JobRequest request = JobRequests.read(job.request(), Optional.of(identity));
        if (job.attempts() > MAX_ATTEMPTS) {
            return fail(
                            job,
                            request,
                            "failed",
                            "The work was begun "
                                    + MAX_ATTEMPTS
                                    + " times and never came to an end.")
                    .onErrorComplete();
        }
        return Mono.firstWithSignal(produce(job, request), keepLease(job))
                .timeout(settings.workLimit())
                .flatMap(text -> finish(job, request, text))
                .onErrorResume(LeaseLost.class, lost -> Mono.empty())
                .onErrorResume(failure -> fail(job, request, code(failure), sentence(failure)))
                .onErrorResume(failure -> {
                    LOG.atWarn()
                            .addKeyValue("job", job.id())
                            .addKeyValue("error", failure.toString())
                            .log("what came of a job can't be stored; it will be worked on again");
                    return Mono.empty();
                });
    }

    private Mono<String> produce(JobRow job, JobRequest request) {
        Backends.Model model = backends.find(job.model()).orElse(null);
        if (model == null) {
            return Mono.error(
                    new BackendFailure(
                            BackendFailure.Cause.MODEL_UNAVAILABLE,
                            "The model is not available any more."));
        }
        publisher
                .tell(
                        feedback(request, FeedbackStatus.PROCESSING, "", OptionalLong.empty()),
                        request)
                .subscribe(done -> {}, failure -> {});
        Flux<String> soFar =
                model.backend()
                        .run(new WorkOrder(model.name(), request.prompt(), request.parameters()))
                        .scan(
                                "",
                                (text, chunk) ->
                                        chunk instanceof Chunk.Text more
                                                ? text + more.text()
                                                : text)
                        .skip(1)
                        .takeUntil(text -> text.length() > settings.maxResultBytes())
                        .share();
        return soFar.publish(texts ->
                        Flux.merge(
                                texts.takeLast(1),
                                texts.filter(text -> !text.isEmpty())
                                        .sample(settings.partialInterval())
                                        // a relay that is slow or gone costs partials, never the
                                        // work
                                        .onBackpressureLatest()
                                        .distinctUntilChanged()
                                        .index()
                                        .concatMap(partial ->
                                                tellPartial(
                                                        request,
                                                        partial.getT1() + 1,
                                                        partial.getT2()))
                                        .cast(String.class)))
                .last("");
    }

    /** Cumulative, numbered, and lost without harm. */
    private Mono<String> tellPartial(JobRequest request, long number, String text) {
        return publisher
                .tell(
                        feedback(
                                request,
                                FeedbackStatus.PARTIAL,
                                cut(text),
                                OptionalLong.of(number)),
                        request)
                .onErrorComplete()
                .then(Mono.empty());
    }

    /** Ends only by failing, when the job has been taken from us. */
    private Mono<String> keepLease(JobRow job) {
        return Flux.interval(RENEWAL)
                .onBackpressureDrop()
                .concatMap(tick -> jobs.renew(job, Workers.LEASE))
                .filter(ours -> !ours)
                .next()
                .flatMap(lost -> Mono.<String>error(new LeaseLost()))
                .switchIfEmpty(Mono.never());
    }

    private Mono<Void> finish(JobRow job, JobRequest request, String text) {
        if (text.isBlank()) {
            return fail(job, request, "backend-failed", "The model gave an empty answer.");
        }
        Mono<Optional<InvoiceView>> invoice =
                "after".equals(job.policy()) && job.price().filter(p -> !p.isZero()).isPresent()
                        ? quotes.invoice(job.id(), job.price().get()).map(Optional::of)
                        : Mono.just(Optional.empty());
        return invoice.flatMap(asked -> store(job, request, cut(text), asked));
    }

    private Mono<Void> store(
            JobRow job, JobRequest request, String text, Optional<InvoiceView> invoice) {
        Optional<Msat> amount = job.price().filter(price -> invoice.isPresent());
        Event result =
                JobResults.template(
                                request, text, amount, invoice.map(InvoiceView::bolt11), identity)
                        .sign(identity);
        Mono<Boolean> quoted =
                invoice.map(asked -> jobs.quoteAfterwards(job, asked.paymentHash(), asked.bolt11()))
                        .orElse(Mono.just(true));
        return transaction.transactional(
                jobs.finish(job, result.id().hex())
                        .flatMap(ours ->
                                ours
                                        ? quoted.then(publisher.enqueue(result, request))
                                        : Mono.empty()));
    }

    private Mono<Void> fail(JobRow job, JobRequest request, String code, String why) {
        LOG.atInfo().addKeyValue("job", job.id()).addKeyValue("reason", code).log("job failed");
        Event error = quotes.error(request, code, why);
        return transaction.transactional(
                jobs.fail(job, code + ": " + why)
                        .flatMap(ours ->
                                ours
                                        ? publisher
                                                .enqueue(error, request)
                                                .then(
                                                        "paid".equals(job.money())
                                                                ? refunds.enqueue(job, code)
                                                                : Mono.empty())
                                        : Mono.empty()));
    }

    private Event feedback(
            JobRequest request, FeedbackStatus status, String content, OptionalLong number) {
        return JobFeedbacks.template(
                        request,
                        status,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        content,
                        number,
                        identity)
                .sign(identity);
    }

    private String cut(String text) {
        int most = settings.maxResultBytes();
        return text.length() <= most ? text : text.substring(0, most) + CUT;
    }

    private static String code(Throwable failure) {
        return switch (failure) {
            case BackendFailure known -> known.kind().code();
            case TimeoutException slow -> "backend-timed-out";
            default -> "failed";
        };
    }

    private static String sentence(Throwable failure) {
        return switch (failure) {
            case BackendFailure known -> known.getMessage() + "";
            case TimeoutException slow -> "The model did not finish in time.";
            default -> "The work failed on the provider's side.";
        };
    }
}
