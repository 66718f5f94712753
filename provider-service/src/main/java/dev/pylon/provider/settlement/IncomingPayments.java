package dev.pylon.provider.settlement;

import dev.pylon.nostr.event.Event;
import dev.pylon.nostr.key.SecretKey;
import dev.pylon.nostr.market.JobRequest;
import dev.pylon.primitives.Msat;
import dev.pylon.provider.delivery.Publisher;
import dev.pylon.provider.job.JobRow;
import dev.pylon.provider.job.JobStore;
import dev.pylon.provider.job.StoredRequests;
import dev.pylon.provider.meters.JobMeters;
import dev.pylon.provider.quote.Quotes;
import dev.pylon.provider.refund.Refunds;
import java.time.Instant;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * What follows from a payment: the work may begin. One that is less than asked, or comes when its
 * job is over, is returned.
 */
@Component
class IncomingPayments {
    private static final String UNDERPAID = "underpaid";

    private final JobStore jobs;
    private final Refunds refunds;
    private final Quotes quotes;
    private final Publisher publisher;
    private final SecretKey identity;
    private final JobMeters meters;

    IncomingPayments(
            JobStore jobs,
            Refunds refunds,
            Quotes quotes,
            Publisher publisher,
            SecretKey identity,
            JobMeters meters) {
        this.jobs = jobs;
        this.refunds = refunds;
        this.quotes = quotes;
        this.publisher = publisher;
        this.identity = identity;
        this.meters = meters;
    }

    /**
     * In the caller's transaction.
     *
     * @return the job, if it may be worked on now; empty also if the payment was known already
     */
    Mono<JobRow> take(String paymentHash, Msat amount, Instant at) {
        return jobs.paid(paymentHash, amount, at)
                .doOnNext(job ->
                        job.quotedAt()
                                .ifPresent(since -> meters.took(JobMeters.Stage.PAYMENT, since)))
                .flatMap(job -> {
                    if (job.isOver()) {
                        return refunds.enqueue(job, "paid after the job was " + job.work())
                                .then(Mono.<JobRow>empty());
                    }
                    boolean tooLittle =
                            job.price().filter(price -> price.isMoreThan(amount)).isPresent();
                    if (job.isPaidBefore() && tooLittle) {
                        return turnDown(job, amount).then(Mono.<JobRow>empty());
                    }
                    return Mono.just(job);
                });
    }

    private Mono<Void> turnDown(JobRow job, Msat amount) {
        String why =
                "The price is "
                        + job.price().orElseThrow()
                        + ", and "
                        + amount
                        + " came. It is given back where the wallet can.";
        JobRequest request = StoredRequests.read(job, identity);
        Event error = quotes.error(request, UNDERPAID, why);
        return jobs.underpaid(job.id(), UNDERPAID + ": " + why)
                .filter(ours -> ours)
                .flatMap(ours ->
                        publisher
                                .enqueue(error, request)
                                .then(refunds.enqueue(job, UNDERPAID))
                                .doOnSuccess(done -> meters.failed(UNDERPAID)));
    }
}
