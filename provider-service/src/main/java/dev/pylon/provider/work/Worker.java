package dev.pylon.provider.work;

import dev.pylon.api.wallet.InvoiceView;
import dev.pylon.nostr.event.Event;
import dev.pylon.nostr.key.SecretKey;
import dev.pylon.nostr.market.JobRequest;
import dev.pylon.nostr.market.JobResults;
import dev.pylon.primitives.Msat;
import dev.pylon.provider.ProviderSettings;
import dev.pylon.provider.backend.BackendFailure;
import dev.pylon.provider.delivery.Publisher;
import dev.pylon.provider.job.JobQueue;
import dev.pylon.provider.job.JobRow;
import dev.pylon.provider.job.JobStore;
import dev.pylon.provider.job.StoredRequests;
import dev.pylon.provider.meters.JobMeters;
import dev.pylon.provider.quote.Quotes;
import dev.pylon.provider.refund.Refunds;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.NestedRuntimeException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/**
 * Works on one claimed job: has its text made, then the result stored and handed to the publisher
 * in one transaction; or the failure, with the refund, likewise. Its lease is renewed all the
 * while; once it is lost, whatever comes of the work is thrown away.
 */
@Component
class Worker {
    private static final Logger LOG = LoggerFactory.getLogger(Worker.class);
    private static final Duration RENEWAL = Workers.LEASE.dividedBy(3);
    private static final int MAX_ATTEMPTS = 3;

    /** A database that is away for a moment does not cost the work. */
    private static final Retry ONCE_MORE =
            Retry.backoff(4, Duration.ofMillis(200))
                    .filter(NestedRuntimeException.class::isInstance);

    private final Production production;
    private final JobStore jobs;
    private final JobQueue queue;
    private final Publisher publisher;
    private final Quotes quotes;
    private final Refunds refunds;
    private final TransactionalOperator transaction;
    private final ProviderSettings settings;
    private final SecretKey identity;
    private final JobMeters meters;

    Worker(
            Production production,
            JobStore jobs,
            JobQueue queue,
            Publisher publisher,
            Quotes quotes,
            Refunds refunds,
            TransactionalOperator transaction,
            ProviderSettings settings,
            SecretKey identity,
            JobMeters meters) {
        this.production = production;
        this.jobs = jobs;
        this.queue = queue;
        this.publisher = publisher;
        this.quotes = quotes;
        this.refunds = refunds;
        this.transaction = transaction;
        this.settings = settings;
        this.identity = identity;
        this.meters = meters;
    }

    private static final class LeaseLost extends RuntimeException {
        private static final long serialVersionUID = 1L;

        LeaseLost() {
            super("another process works on this job", null, false, false);
        }
    }

    private static final class NoInvoice extends RuntimeException {
        private static final long serialVersionUID = 1L;

        NoInvoice() {
            super("the wallet made no invoice in time", null, false, false);
        }
    }

    /** Never fails: what goes wrong is stored, or left to whoever takes the job next. */
    Mono<Void> work(JobRow job) {
        return Mono.defer(() -> begin(job, StoredRequests.read(job, identity)))
                .onErrorResume(failure -> {
                    LOG.atWarn()
                            .addKeyValue("job", job.id())
                            .addKeyValue("error", failure.toString())
                            .log("what came of a job can't be stored; it will be worked on again");
                    return Mono.empty();
                });
    }

    private Mono<Void> begin(JobRow job, JobRequest request) {
        if (job.attempts() > MAX_ATTEMPTS) {
            return fail(
                    job,
                    request,
                    "failed",
                    "The work was begun " + MAX_ATTEMPTS + " times and never came to an end.");
        }
        Instant begun = Instant.now();
        Mono<Void> course =
                production
                        .textFor(job, request)
                        .timeout(settings.workLimit())
                        .flatMap(text -> finish(job, request, text, begun));
        return Mono.firstWithSignal(course, keepLease(job))
                .onErrorResume(failure ->
                        failure instanceof LeaseLost
                                ? Mono.empty()
                                : fail(job, request, code(failure), sentence(failure)));
    }

    /**
     * Ends only by failing, when the job has been taken from us. That the database can't be asked
     * does not mean so: the fence is looked at again when the result is stored.
     */
    private Mono<Void> keepLease(JobRow job) {
        return Flux.interval(RENEWAL)
                .onBackpressureDrop()
                .concatMap(tick ->
                        queue.renew(job, Workers.LEASE).timeout(RENEWAL).onErrorReturn(true))
                .filter(ours -> !ours)
                .next()
                .flatMap(lost -> Mono.<Void>error(new LeaseLost()))
                .switchIfEmpty(Mono.never());
    }

    private Mono<Void> finish(JobRow job, JobRequest request, String text, Instant begun) {
        if (text.isBlank()) {
            return fail(job, request, "backend-failed", "The model gave an empty answer.");
        }
        return invoiceFor(job)
                .flatMap(asked -> store(job, request, text, asked).retryWhen(ONCE_MORE))
                .doOnNext(stored -> meters.took(JobMeters.Stage.WORK, begun))
                .then();
    }

    /** Of work that is paid afterwards; a wallet that is down is waited for. */
    private Mono<Optional<InvoiceView>> invoiceFor(JobRow job) {
        if (!"after".equals(job.policy())) {
            return Mono.just(Optional.empty());
        }
        return quotes.invoice(job.id(), job.price().orElseThrow())
                .retryWhen(
                        Retry.backoff(Long.MAX_VALUE, Duration.ofMillis(200))
                                .maxBackoff(Duration.ofSeconds(5)))
                .map(Optional::of)
                .timeout(settings.quoteExpiry(), Mono.error(NoInvoice::new));
    }

    /** Empty if the job was taken from us in the meantime. */
    private Mono<Boolean> store(
            JobRow job, JobRequest request, String text, Optional<InvoiceView> invoice) {
        Optional<Msat> amount = job.price().filter(price -> invoice.isPresent());
        Event result =
                JobResults.template(
                                request, text, amount, invoice.map(InvoiceView::bolt11), identity)
                        .sign(identity);
        Mono<Boolean> quoted =
                invoice.map(asked ->
                                jobs.quoteAfterwards(
                                        job,
                                        asked.paymentHash(),
                                        asked.bolt11(),
                                        asked.expiresAt()))
                        .orElse(Mono.just(true));
        return transaction.transactional(
                queue.finish(job, result.id().hex())
                        .filter(ours -> ours)
                        .flatMap(ours ->
                                quoted.then(publisher.enqueue(result, request)).thenReturn(true)));
    }

    private Mono<Void> fail(JobRow job, JobRequest request, String code, String why) {
        Event error = quotes.error(request, code, why);
        return transaction
                .transactional(
                        queue.fail(job, code + ": " + why)
                                .filter(ours -> ours)
                                .flatMap(ours ->
                                        publisher
                                                .enqueue(error, request)
                                                .then(
                                                        job.isPaid()
                                                                ? refunds.enqueue(job, code)
                                                                : Mono.empty())
                                                .thenReturn(true)))
                .retryWhen(ONCE_MORE)
                .doOnNext(ended -> {
                    meters.failed(code);
                    LOG.atInfo()
                            .addKeyValue("job", job.id())
                            .addKeyValue("reason", code)
                            .log("job failed");
                })
                .then();
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
            case NoInvoice late -> "The work was done, but could not be invoiced.";
            default -> "The work failed on the provider's side.";
        };
    }
}
