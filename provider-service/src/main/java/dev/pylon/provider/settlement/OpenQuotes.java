package dev.pylon.provider.settlement;

import dev.pylon.api.wallet.InvoiceStatus;
import dev.pylon.api.wallet.InvoiceView;
import dev.pylon.kit.client.RemoteProblem;
import dev.pylon.primitives.Msat;
import dev.pylon.provider.job.JobRow;
import dev.pylon.provider.job.JobStore;
import dev.pylon.provider.wallet.ProviderWallet;
import dev.pylon.provider.work.Workers;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Mono;

/**
 * Asks the wallet about quotes, one by one: about all that are open while the settlement stream is
 * down, and about each that has run out before it is called expired. What was paid in time is
 * worked on, though the news of it came late.
 */
@Component
class OpenQuotes {
    private static final Logger LOG = LoggerFactory.getLogger(OpenQuotes.class);
    private static final int MOST = 100;
    private static final int AT_ONCE = 4;
    private static final int NOT_FOUND = 404;

    /** For payments that were on their way when the time was over. */
    private static final Duration GRACE = Duration.ofSeconds(30);

    private final ProviderWallet wallet;
    private final JobStore jobs;
    private final IncomingPayments payments;
    private final TransactionalOperator transaction;
    private final Workers workers;

    OpenQuotes(
            ProviderWallet wallet,
            JobStore jobs,
            IncomingPayments payments,
            TransactionalOperator transaction,
            Workers workers) {
        this.wallet = wallet;
        this.jobs = jobs;
        this.payments = payments;
        this.transaction = transaction;
        this.workers = workers;
    }

    /** Never fails. */
    Mono<Void> lookUp() {
        return jobs.openQuotes(MOST, GRACE)
                .collectList()
                .flatMapIterable(open -> open)
                .flatMap(
                        job -> wallet.invoice(job.paymentHash().orElseThrow()).flatMap(this::take),
                        AT_ONCE)
                .then()
                .onErrorResume(failure -> untilLater("open quotes can't be looked up", failure));
    }

    /** Never fails. */
    Mono<Void> expire() {
        return jobs.lapsedQuotes(MOST, GRACE)
                .collectList()
                .flatMapIterable(lapsed -> lapsed)
                .flatMap(this::expire, AT_ONCE)
                .then()
                .onErrorResume(
                        failure -> untilLater("quotes that ran out can't be looked up", failure));
    }

    private Mono<Boolean> expire(JobRow job) {
        return wallet.invoice(job.paymentHash().orElseThrow())
                .flatMap(this::take)
                .onErrorResume(
                        RemoteProblem.class,
                        problem ->
                                problem.status() == NOT_FOUND
                                        ? Mono.just(false)
                                        : Mono.error(problem))
                .flatMap(paid -> paid ? Mono.just(true) : jobs.expire(job.id()));
    }

    /** Whether it is paid. */
    private Mono<Boolean> take(InvoiceView invoice) {
        Msat received = invoice.receivedMsat();
        if (invoice.status() != InvoiceStatus.PAID || received == null) {
            return Mono.just(false);
        }
        Instant at = invoice.paidAt() == null ? Instant.now() : invoice.paidAt();
        return transaction
                .transactional(payments.take(invoice.paymentHash(), received, at))
                .doOnNext(job -> workers.ring())
                .thenReturn(true);
    }

    private static Mono<Void> untilLater(String what, Throwable failure) {
        LOG.atWarn().addKeyValue("error", failure.toString()).log(what);
        return Mono.empty();
    }
}
