package dev.pylon.provider.quote;

import dev.pylon.api.wallet.CreateInvoice;
import dev.pylon.api.wallet.InvoiceView;
import dev.pylon.nostr.event.Event;
import dev.pylon.nostr.key.SecretKey;
import dev.pylon.nostr.market.FeedbackStatus;
import dev.pylon.nostr.market.JobFeedbacks;
import dev.pylon.nostr.market.JobRequest;
import dev.pylon.nostr.market.RefusalReason;
import dev.pylon.primitives.Msat;
import dev.pylon.provider.ProviderSettings;
import dev.pylon.provider.delivery.Publisher;
import dev.pylon.provider.job.JobStore;
import dev.pylon.provider.meters.JobMeters;
import dev.pylon.provider.wallet.ProviderWallet;
import java.util.Optional;
import java.util.OptionalLong;
import org.springframework.stereotype.Component;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Mono;

/**
 * One quote and one invoice per job. The invoice's idempotency key is the job's id and our key, so
 * that a crash between asking the wallet and storing its answer costs nothing: asked again, the
 * wallet gives the same invoice.
 */
@Component
public class Quotes {
    private final ProviderWallet wallet;
    private final JobStore jobs;
    private final Publisher publisher;
    private final TransactionalOperator transaction;
    private final ProviderSettings settings;
    private final SecretKey identity;
    private final JobMeters meters;

    Quotes(
            ProviderWallet wallet,
            JobStore jobs,
            Publisher publisher,
            TransactionalOperator transaction,
            ProviderSettings settings,
            SecretKey identity,
            JobMeters meters) {
        this.wallet = wallet;
        this.jobs = jobs;
        this.publisher = publisher;
        this.transaction = transaction;
        this.settings = settings;
        this.identity = identity;
        this.meters = meters;
    }

    /** What became of an attempt to answer a request. */
    public enum Answer {
        /** The invoice is stored, and on its way to the customer. */
        QUOTED,
        /** Nothing is to be paid before the work, which may begin. */
        TAKEN,
        /** It had been answered or cancelled by then. */
        TOO_LATE
    }

    /**
     * Answers a stored request: with a quote, or by taking it at once where nothing is to be paid
     * before. Fails if the wallet makes no invoice now; then nothing is changed, and it can be
     * tried again.
     */
    public Mono<Answer> answer(JobRequest request, String policy, Msat price) {
        if (!"before".equals(policy)) {
            return jobs.accept(request.id().hex(), null, null, null)
                    .map(ours -> ours ? Answer.TAKEN : Answer.TOO_LATE);
        }
        return invoice(request.id().hex(), price)
                .flatMap(invoice -> store(request, price, invoice))
                .map(ours -> ours ? Answer.QUOTED : Answer.TOO_LATE);
    }

    /** For work that is paid afterwards. The same invoice, however often it is asked for. */
    public Mono<InvoiceView> invoice(String job, Msat price) {
        return wallet.createInvoice(
                "job-" + job + "-" + identity.publicKey().hex(),
                new CreateInvoice(price, "job " + job, settings.quoteExpiry().toSeconds()));
    }

    private Mono<Boolean> store(JobRequest request, Msat price, InvoiceView invoice) {
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
                        .flatMap(ours ->
                                ours
                                        ? publisher.enqueue(quote, request).thenReturn(true)
                                        : Mono.just(false)));
    }

    /**
     * Stores why a job is refused, and tells its customer. Once, however often the request comes.
     */
    public Mono<Void> refuse(JobRequest request, String policy, RefusalReason reason, String why) {
        return tell(
                jobs.insertRefused(request.event(), policy, reason.code() + ": " + why),
                request,
                reason,
                why);
    }

    /** The same for a job that had been taken in, and was not answered yet. */
    public Mono<Void> refuseAfterAll(JobRequest request, RefusalReason reason, String why) {
        return tell(
                jobs.refuse(request.id().hex(), reason.code() + ": " + why), request, reason, why);
    }

    private Mono<Void> tell(
            Mono<Boolean> change, JobRequest request, RefusalReason reason, String why) {
        Event feedback = error(request, reason.code(), why);
        return transaction
                .transactional(
                        change.filter(changed -> changed)
                                .flatMap(changed ->
                                        publisher.enqueue(feedback, request).thenReturn(true)))
                .doOnNext(told -> meters.refused(reason.code()))
                .then();
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
}
