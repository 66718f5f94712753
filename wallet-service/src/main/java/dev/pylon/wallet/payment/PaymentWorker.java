package dev.pylon.wallet.payment;

import dev.pylon.lightning.Bolt11;
import dev.pylon.wallet.backend.BackendGuard;
import dev.pylon.wallet.backend.BackendLimits;
import dev.pylon.wallet.backend.FailureReason;
import dev.pylon.wallet.backend.LightningBackend;
import dev.pylon.wallet.backend.PaymentOutcome;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import reactor.core.publisher.Mono;

/**
 * Does what is due for one payment that it has been given: sends it, once; asks about it while
 * nothing final is known; and doubts a reported failure for a while.
 */
final class PaymentWorker {
    private final LightningBackend backend;
    private final BackendGuard guard;
    private final BackendLimits limits;
    private final PaymentStore store;
    private final Outcomes outcomes;
    private final PaymentSettings settings;
    private final Clock clock;

    PaymentWorker(
            LightningBackend backend,
            BackendGuard guard,
            BackendLimits limits,
            PaymentStore store,
            Outcomes outcomes,
            PaymentSettings settings,
            Clock clock) {
        this.backend = backend;
        this.guard = guard;
        this.limits = limits;
        this.store = store;
        this.outcomes = outcomes;
        this.settings = settings;
        this.clock = clock;
    }

    Mono<Void> work(Payment payment) {
        return switch (payment.state()) {
            case HELD -> sendOrGiveUp(payment);
            case SENDING ->
                    store.markUnknown(
                                    payment,
                                    "The process that sent it went away; checking.",
                                    Duration.ZERO)
                            .then(Mono.defer(() -> lookUp(payment)));
            case UNKNOWN -> lookUp(payment);
            case FAILED -> doubt(payment);
            case SETTLED, SETTLED_LATE -> Mono.empty();
        };
    }

    private Mono<Void> sendOrGiveUp(Payment payment) {
        Instant now = clock.instant();
        if (!now.isBefore(payment.expiresAt())) {
            return outcomes.fail(
                    payment,
                    FailureReason.INVOICE_EXPIRED,
                    "The invoice expired before it could be sent; nothing left.");
        }
        if (payment.attempts() > 1
                && now.isAfter(payment.createdAt().plus(settings.sendWithin()))) {
            return outcomes.fail(
                    payment,
                    FailureReason.BACKEND_UNAVAILABLE,
                    "The backend could not be reached in time; nothing left.");
        }
        return send(payment);
    }

    /** Whatever goes wrong once it is marked as being sent is an unknown outcome. */
    private Mono<Void> send(Payment payment) {
        Mono<PaymentOutcome> sending =
                store.startSending(payment)
                        .flatMap(sent ->
                                backend.pay(
                                                Bolt11.decode(sent.bolt11()),
                                                sent.amount(),
                                                sent.feeReserve(),
                                                limits.paymentTimeout())
                                        .onErrorResume(error -> Mono.just(unreadable(error)))
                                        .switchIfEmpty(
                                                Mono.just(
                                                        new PaymentOutcome.Unknown(
                                                                "The backend gave no answer; checking."))));
        return guard.payment(sending)
                .flatMap(outcome -> outcomes.apply(payment, outcome))
                .onErrorResume(error -> afterError(payment, error));
    }

    private Mono<Void> afterError(Payment payment, Throwable error) {
        return BackendGuard.neverLeft(error)
                ? store.again(payment, settings.pause(payment.attempts()))
                : outcomes.apply(payment, unreadable(error));
    }

    private Mono<Void> lookUp(Payment payment) {
        return ask(payment).flatMap(outcome -> outcomes.apply(payment, outcome));
    }

    /** A report of failure can be wrong: only a settlement changes anything now. */
    private Mono<Void> doubt(Payment payment) {
        Instant until = payment.finishedAt().orElseThrow().plus(settings.doubtFailuresFor());
        if (clock.instant().isAfter(until)) {
            return store.noMore(payment);
        }
        return ask(payment)
                .flatMap(outcome ->
                        outcome instanceof PaymentOutcome.Settled
                                ? outcomes.apply(payment, outcome)
                                : store.again(payment, settings.pause(payment.attempts())));
    }

    private Mono<PaymentOutcome> ask(Payment payment) {
        return Mono.defer(() ->
                        guard.question(
                                backend.lookUpOutgoing(
                                        payment.hash(), payment.sentAt().orElseThrow())))
                .onErrorResume(error -> Mono.just(unreadable(error)))
                .defaultIfEmpty(
                        new PaymentOutcome.Unknown("The backend gave no answer; checking."));
    }

    private static PaymentOutcome unreadable(Throwable error) {
        return new PaymentOutcome.Unknown(
                "The backend's answer could not be read ("
                        + error.getClass().getSimpleName()
                        + "); checking.");
    }
}
