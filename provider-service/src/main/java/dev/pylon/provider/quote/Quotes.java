package dev.pylon.provider.quote;

import dev.pylon.api.wallet.CreateInvoice;
import dev.pylon.api.wallet.InvoiceView;
import dev.pylon.api.wallet.WalletApi;
import dev.pylon.nostr.event.Event;
import dev.pylon.nostr.key.SecretKey;
import dev.pylon.nostr.market.FeedbackStatus;
import dev.pylon.nostr.market.JobFeedbacks;
import dev.pylon.nostr.market.JobRequest;
import dev.pylon.primitives.Msat;
import dev.pylon.provider.ProviderSettings;
import dev.pylon.provider.delivery.Publisher;
import dev.pylon.provider.job.JobRow;
import dev.pylon.provider.job.JobStore;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/**
 * One quote and one invoice per job. The invoice's idempotency key is the job's id and our key, so
 * that a crash between asking the wallet and storing its answer costs nothing: asked again, the
 * wallet gives the same invoice.
 */
@Component
public class Quotes {
    private static final Logger LOG = LoggerFactory.getLogger(Quotes.class);

    private final WalletApi wallet;
    private final JobStore jobs;
    private final Publisher publisher;
    private final TransactionalOperator transaction;
    private final ProviderSettings settings;
    private final SecretKey identity;

    Quotes(
            WalletApi wallet,
            JobStore jobs,
            Publisher publisher,
            TransactionalOperator transaction,
            ProviderSettings settings,
            SecretKey identity) {
        this.wallet = wallet;
        this.jobs = jobs;
        this.publisher = publisher;
        this.transaction = transaction;
        this.settings = settings;
        this.identity = identity;
    }

    /**
     * Answers a stored request: with a quote, or by taking it at once where nothing is to be paid
     * before. Waits for the wallet as long as the request can still be wanted.
     *
     * @return whether the job may be worked on at once
     */
    public Mono<Boolean> answer(JobRequest request, String policy, Msat price) {
        if (!"before".equals(policy) || price.isZero()) {
            return jobs.accept(request.id().hex(), null, null, null);
        }
        return invoice(request.id().hex(), price)
                .retryWhen(
                        Retry.backoff(Long.MAX_VALUE, Duration.ofMillis(200))
                                .maxBackoff(Duration.ofSeconds(5))
                                .doBeforeRetry(signal ->
                                        LOG.atWarn()
                                                .addKeyValue("error", signal.failure().getMessage())
                                                .log("the wallet makes no invoice; asking again")))
                .timeout(settings.quoteExpiry())
                .flatMap(invoice -> store(request, price, invoice))
                .thenReturn(false);
    }

    /** For work that is paid afterwards. The same invoice, however often it is asked for. */
    public Mono<InvoiceView> invoice(String job, Msat price) {
        return wallet.createInvoice(
                "job-" + job + "-" + identity.publicKey().hex(),
                new CreateInvoice(price, "job " + job, settings.quoteExpiry().toSeconds()));
    }

    private Mono<Void> store(JobRequest request, Msat price, InvoiceView invoice) {
        Event quote =
                JobFeedbacks.template(
                                request,
                                FeedbackStatus.PAYMENT_REQUIRED,
                                Optional.empty(),
                                Optional.of(price),
                                Optional.of(invoice.bolt11()),
                                "",
                                OptionalLong.empty(),
                                identity)
                        .sign(identity);
        return transaction.transactional(
                jobs.accept(
                                request.id().hex(),
                                invoice.paymentHash(),
                                invoice.bolt11(),
                                invoice.expiresAt())
                        .flatMap(ours -> ours ? publisher.enqueue(quote, request) : Mono.empty()));
    }

    /**
     * Stores why a job is refused, and tells its customer. Once, however often the request comes.
     */
    public Mono<Void> refuse(JobRequest request, String policy, String code, String why) {
        Event feedback = error(request, code, why);
        return transaction.transactional(
                jobs.insertRefused(request.event(), policy, code + ": " + why)
                        .flatMap(fresh ->
                                fresh ? publisher.enqueue(feedback, request) : Mono.empty()));
    }

    /** Error feedback: the code, a colon and a sentence. */
    public Event error(JobRequest request, String code, String why) {
        return JobFeedbacks.template(
                        request,
                        FeedbackStatus.ERROR,
                        Optional.of(code + ": " + why),
                        Optional.empty(),
                        Optional.empty(),
                        "",
                        OptionalLong.empty(),
                        identity)
                .sign(identity);
    }

    /** A payment for a job that ended without one is returned; used by the settlements. */
    public static boolean isOver(JobRow job) {
        return switch (job.work()) {
            case "expired", "cancelled", "refused", "failed" -> true;
            default -> false;
        };
    }
}
