package dev.pylon.buyer.course;

import dev.pylon.api.buyer.JobEventType;
import dev.pylon.buyer.job.Attempt;
import dev.pylon.buyer.job.Money;
import dev.pylon.buyer.job.Problem;
import dev.pylon.buyer.job.Quote;
import dev.pylon.buyer.job.Work;
import dev.pylon.nostr.event.PublicKey;
import dev.pylon.nostr.market.RejectionReason;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the wallet's answers and a person's decisions do to a job's money. */
final class Paying {
    private final Draft job;

    Paying(Draft job) {
        this.job = job;
    }

    void walletAnswered(Attempt attempt, PaymentOutcome outcome) {
        Attempt current = job.money.lastAttempt().orElse(null);
        if (!job.money.isMoving() || current == null || current.number() != attempt.number()) {
            return;
        }
        switch (outcome) {
            case PaymentOutcome.Settled settled -> settled(current, settled);
            case PaymentOutcome.Failed failed -> failed(current, failed.problem());
            case PaymentOutcome.Short shortage -> tooLittle(current, shortage.problem());
            case PaymentOutcome.Unknown unknown -> unknown(current, unknown.why());
        }
    }

    /** The provider begins only now: who pays after patience was over has patience again. */
    private void settled(Attempt attempt, PaymentOutcome.Settled settled) {
        job.become(new Money.Paid(attempt, settled.preimage(), settled.fee()));
        job.times = job.times.paidAt(job.now);
        if (job.work instanceof Work.Requested) {
            job.become(Work.ACCEPTED);
        }
        if (job.patienceOver && job.work.isOpen()) {
            job.patienceOver = false;
            job.deadline = job.now.plus(job.terms.patience());
        }
        job.settleIfDelivered();
        job.tell(
                JobEventType.PAID,
                attempt.provider(),
                attempt.amount(),
                "from account " + job.terms.account());
        if (job.work instanceof Work.Failed) {
            job.awaitingRefund = true;
            job.afterwards(new Effect.SeekRefund(attempt));
        }
    }

    private void failed(Attempt attempt, Problem problem) {
        job.become(new Money.Failed(attempt, problem));
        if (!job.isTargeted() && !(job.work instanceof Work.Delivered)) {
            job.dropped.add(attempt.provider());
            if (job.isSelected(attempt.provider())) {
                job.unselect(problem);
            }
        }
        job.tell(JobEventType.PAYMENT_FAILED, attempt.provider(), attempt.amount(), problem);
        reconsiderIfUseful();
    }

    private void tooLittle(Attempt attempt, Problem problem) {
        job.quotes.computeIfPresent(
                attempt.provider(), (provider, quote) -> quote.withProblem(problem));
        job.note(attempt, PaymentNote.State.REFUSED, problem);
        job.become(Money.QUOTED);
        if (!job.isTargeted()
                && !(job.work instanceof Work.Delivered)
                && job.isSelected(attempt.provider())) {
            job.unselect(problem);
        }
        job.tell(JobEventType.PAYMENT_FAILED, attempt.provider(), attempt.amount(), problem);
    }

    private void unknown(Attempt attempt, String why) {
        if (job.money instanceof Money.Paying) {
            job.become(new Money.Unknown(attempt, why));
            job.tell(JobEventType.PAYMENT_UNKNOWN, attempt.provider(), attempt.amount(), why);
        } else {
            job.become(new Money.Unknown(attempt, why));
        }
    }

    void refundSeen(Attempt attempt) {
        if (!(job.money instanceof Money.Paid paid)
                || paid.attempt().number() != attempt.number()) {
            return;
        }
        job.become(new Money.Refunded(attempt));
        job.awaitingRefund = false;
        job.tell(JobEventType.REFUNDED, attempt.provider(), attempt.amount(), null);
        if (job.work.isOpen()) {
            job.become(
                    new Work.Failed(
                            new Problem("refunded", "the provider has returned the payment")));
        }
        job.dropped.add(attempt.provider());
        reconsiderIfUseful();
    }

    void refundNotSeen() {
        job.awaitingRefund = false;
    }

    private void reconsiderIfUseful() {
        if (new Choosing(job).willFailOver()) {
            job.afterwards(new Effect.LookAgain(job.now));
        }
    }

    /** A person decides to pay. Also after time is up, and also one that was passed over. */
    @Nullable Refusal payAsked(@Nullable PublicKey provider, @Nullable Problem shortage) {
        Refusal refusal = whyNotToPay();
        if (refusal != null) {
            return refusal;
        }
        List<Quote> payable =
                job.quotes.values().stream()
                        .filter(quote -> provider == null || quote.provider().equals(provider))
                        .filter(quote -> quote.isOpenOffer() || quote.mayBePaid(job.now))
                        .filter(quote -> provider != null || !quote.isOffer())
                        .toList();
        if (payable.isEmpty()) {
            return whyNothingIsPayable(provider);
        }
        if (payable.size() > 1) {
            return Refusal.of(
                    "provider-needed",
                    payable.size() + " providers have quoted: say which one is to be paid");
        }
        Quote quote = payable.getFirst();
        if (shortage != null && !quote.isOffer()) {
            job.quotes.put(quote.provider(), quote.withProblem(shortage));
            return new Refusal(shortage);
        }
        payByHand(quote);
        return null;
    }

    private void payByHand(Quote quote) {
        PublicKey provider = quote.provider();
        job.dropped.remove(provider);
        job.declined.remove(provider);
        job.quotes.put(provider, quote.withProblem(null));
        if (!(job.work instanceof Work.Delivered) && !job.work.isOpen()) {
            job.become(Work.ACCEPTED);
        }
        if (job.selected != null && !job.isSelected(provider)) {
            job.unselect(new Problem("replaced", "a person chose another provider"));
        }
        if (job.selected == null) {
            job.select(provider);
        }
        if (!quote.isOffer()) {
            job.pay(quote.withProblem(null));
        }
    }

    private @Nullable Refusal whyNotToPay() {
        if (job.work.isClosed()) {
            return Refusal.of("job-finished", "the job is " + job.state().word());
        }
        return switch (job.money) {
            case Money.Paid _, Money.Settled _ ->
                    Refusal.of("already-paid", "the job has been paid for");
            case Money.Paying _, Money.Unknown _ ->
                    Refusal.of(
                            "payment-under-way",
                            "a payment is under way; nothing else is paid until it is known");
            case Money.Refunded _ when job.work instanceof Work.Delivered ->
                    Refusal.of("job-finished", "the job is completed");
            case Money.None _ when job.work instanceof Work.Delivered ->
                    Refusal.of("nothing-to-pay", "the result was free");
            case Money.None _, Money.Quoted _, Money.Refunded _, Money.Failed _ -> null;
        };
    }

    private Refusal whyNothingIsPayable(@Nullable PublicKey provider) {
        List<Quote> quotes =
                job.quotes.values().stream()
                        .filter(quote -> provider == null || quote.provider().equals(provider))
                        .filter(quote -> !quote.isOffer())
                        .toList();
        if (quotes.isEmpty()) {
            return Refusal.of(
                    "no-quote",
                    provider == null
                            ? "nobody has asked for payment yet"
                            : "this provider has not asked for payment");
        }
        Quote last = quotes.getLast();
        Problem problem = last.problem();
        return new Refusal(
                problem != null
                        ? problem
                        : Reasons.because(
                                RejectionReason.EXPIRED_INVOICE, "the invoice has expired"));
    }
}
