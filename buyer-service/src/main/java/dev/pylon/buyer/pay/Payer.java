package dev.pylon.buyer.pay;

import dev.pylon.api.wallet.PayInvoice;
import dev.pylon.api.wallet.PaymentStatus;
import dev.pylon.api.wallet.PaymentView;
import dev.pylon.buyer.course.Happening;
import dev.pylon.buyer.course.PaymentOutcome;
import dev.pylon.buyer.desk.Desk;
import dev.pylon.buyer.desk.Resumable;
import dev.pylon.buyer.desk.Topics;
import dev.pylon.buyer.job.Attempt;
import dev.pylon.buyer.job.Job;
import dev.pylon.buyer.job.Problem;
import dev.pylon.kit.client.RemoteProblem;
import dev.pylon.kit.outbox.Delivery;
import dev.pylon.kit.outbox.OutboxEntry;
import dev.pylon.kit.outbox.OutboxHandler;
import dev.pylon.nostr.event.EventId;
import java.time.Duration;
import java.util.Set;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * Has the wallet pay an attempt that is on record, and asks until the outcome is final. A repeat is
 * the same request with the same idempotency key, so it is safe also when nobody knows whether the
 * wallet got the first: that is how an attempt survives a crash on either side.
 */
@Component
class Payer implements OutboxHandler, Resumable {
    private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
    private static final Duration MAX_PAUSE = Duration.ofSeconds(30);

    /** In the first minutes somebody waits. */
    private static final Duration MAX_EARLY_PAUSE = Duration.ofSeconds(3);

    private static final int EARLY = 100;

    /** A try that is not the first: the wallet may have been asked before. */
    private static final int SECOND = 2;

    /** The wallet knows this payment already, by whatever request. */
    private static final Set<String> KNOWN = Set.of("already-paid", "idempotency-key-reused");

    private final Desk desk;
    private final Wallets wallets;

    Payer(Desk desk, Wallets wallets) {
        this.desk = desk;
        this.wallets = wallets;
    }

    @Override
    public String topic() {
        return Topics.PAY;
    }

    @Override
    public Mono<Delivery> handle(OutboxEntry entry) {
        int number = Integer.parseInt(entry.payload());
        return desk.look(EventId.fromHex(entry.key()))
                .flatMap(job ->
                        job.money()
                                .lastAttempt()
                                .filter(attempt ->
                                        attempt.number() == number && job.money().isMoving())
                                .map(attempt -> pay(job, attempt, entry.attempts()))
                                .orElseGet(Mono::empty))
                .defaultIfEmpty(Delivery.done());
    }

    /** At once, without waiting for the lease of a process that is gone. */
    @Override
    public Mono<Void> resume(Job job) {
        return job.money().isMoving()
                ? Mono.justOrEmpty(job.money().lastAttempt())
                        .flatMap(attempt -> pay(job, attempt, SECOND))
                        .then()
                : Mono.empty();
    }

    private Mono<Delivery> pay(Job job, Attempt attempt, int tries) {
        return ask(job, attempt, tries == 1)
                .flatMap(outcome ->
                        desk.tell(job.id(), new Happening.WalletAnswered(attempt, outcome))
                                .thenReturn(
                                        outcome instanceof PaymentOutcome.Unknown unknown
                                                ? Delivery.retry(pause(tries), unknown.why())
                                                : Delivery.done()));
    }

    private Mono<PaymentOutcome> ask(Job job, Attempt attempt, boolean first) {
        Wallet wallet = wallets.of(job.terms().account()).orElse(null);
        if (wallet == null) {
            return Mono.just(
                    first
                            ? new PaymentOutcome.Failed(
                                    new Problem("no-wallet", "the account has no wallet"))
                            : new PaymentOutcome.Unknown("the account has no wallet any more"));
        }
        PayInvoice request = new PayInvoice(attempt.bolt11(), null, null, "job " + job.id().hex());
        return wallet.call(api -> api.pay(attempt.idempotencyKey(job.id()), request))
                .flatMap(view ->
                        view.status() == PaymentStatus.PENDING && !first
                                ? lookUp(wallet, attempt)
                                : Mono.just(WalletAnswers.of(view, attempt)))
                .onErrorResume(failure -> afterFailure(wallet, attempt, failure, first));
    }

    private Mono<PaymentOutcome> lookUp(Wallet wallet, Attempt attempt) {
        return wallet.call(api -> api.payment(attempt.hash().hex()))
                .map(view -> WalletAnswers.of(view, attempt));
    }

    /** A refusal of a repeat counts only if the wallet knows of no payment either. */
    private Mono<PaymentOutcome> afterFailure(
            Wallet wallet, Attempt attempt, Throwable failure, boolean first) {
        PaymentOutcome outcome = WalletAnswers.of(failure, first);
        boolean known = failure instanceof RemoteProblem refusal && KNOWN.contains(refusal.code());
        boolean proves = !(outcome instanceof PaymentOutcome.Unknown);
        if (!known && (first || !proves)) {
            return Mono.just(outcome);
        }
        return wallet.call(api -> api.payment(attempt.hash().hex()))
                .map(view -> isEarlier(view, outcome) ? outcome : WalletAnswers.of(view, attempt))
                .onErrorResume(
                        RemoteProblem.class,
                        absent -> Mono.just(absent.status() == 404 ? outcome : unknown(absent)))
                .onErrorResume(trouble -> Mono.just(unknown(trouble)));
    }

    /** What failed earlier does not explain what is refused now. */
    private static boolean isEarlier(PaymentView view, PaymentOutcome outcome) {
        return view.status() == PaymentStatus.FAILED
                && !(outcome instanceof PaymentOutcome.Unknown);
    }

    private static PaymentOutcome unknown(Throwable trouble) {
        return new PaymentOutcome.Unknown("the wallet cannot be asked: " + trouble.getMessage());
    }

    private static Duration pause(int tries) {
        Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(tries - 1, 10));
        Duration max = tries < EARLY ? MAX_EARLY_PAUSE : MAX_PAUSE;
        return pause.compareTo(max) < 0 ? pause : max;
    }
}
