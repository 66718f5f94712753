package dev.pylon.buyer.course;

import dev.pylon.buyer.job.Money;
import dev.pylon.buyer.job.Problem;
import dev.pylon.buyer.job.Quote;
import dev.pylon.buyer.job.Work;
import dev.pylon.nostr.event.PublicKey;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Who is to do the work, and whether to pay now. Looked at after everything that happens. */
final class Choosing {
    private final Draft job;

    Choosing(Draft job) {
        this.job = job;
    }

    void decide() {
        if (job.before.money().isMoving()) {
            lookAgainIfPayable();
        } else if (job.money instanceof Money.None || job.money instanceof Money.Quoted) {
            if (job.work instanceof Work.Delivered) {
                payForDelivered();
            } else if (job.work.isOpen()) {
                decideOpen();
            }
        }
    }

    /** After an attempt that came to nothing the next is a step of its own. */
    private void lookAgainIfPayable() {
        if (job.money instanceof Money.Quoted
                && job.work.isOpen()
                && mayPay()
                && !invoices().isEmpty()) {
            job.afterwards(new Effect.LookAgain(job.now));
        }
    }

    /** A step of its own after a payment that failed or came back: somebody else may be asked. */
    void failOver() {
        if (!willFailOver()) {
            return;
        }
        job.choose(invoices())
                .ifPresent(quote -> {
                    if (job.work instanceof Work.Failed) {
                        job.become(Work.REQUESTED);
                    }
                    if (job.selected != null) {
                        job.unselect(new Problem("replaced", "another provider was chosen"));
                    }
                    job.select(quote.provider());
                    job.pay(quote);
                });
    }

    /** Whether a payment has failed or come back, and another quote is there to be paid. */
    boolean willFailOver() {
        boolean over = job.money instanceof Money.Failed || job.money instanceof Money.Refunded;
        boolean wanted = job.work.isOpen() || job.work instanceof Work.Failed;
        return over && wanted && !job.isTargeted() && mayPay() && !invoices().isEmpty();
    }

    private List<Quote> invoices() {
        return takeable().stream().filter(quote -> !quote.isOffer()).toList();
    }

    /** Work done is paid for even if patience was over when it came: that was promised. */
    private void payForDelivered() {
        Quote owed = job.selected == null ? null : job.quotes.get(job.selected);
        if (owed != null && job.terms.autoPay() && job.attempts() == 0 && owed.isPayable(job.now)) {
            job.pay(owed);
        }
    }

    private void decideOpen() {
        PublicKey selected = job.selected;
        if (selected != null) {
            Quote quote = job.quotes.get(selected);
            if (quote != null && quote.isPayable(job.now) && mayPay()) {
                job.pay(quote);
            }
        } else {
            chooseAmong(takeable());
        }
        endIfHopeless();
    }

    private void chooseAmong(List<Quote> takeable) {
        if (takeable.isEmpty() || isWindowOpen()) {
            return;
        }
        job.choose(takeable)
                .ifPresent(quote -> {
                    if (quote.isOffer()) {
                        job.select(quote.provider());
                    } else if (mayPay()) {
                        job.select(quote.provider());
                        job.pay(quote);
                    }
                });
    }

    /** Opens the window with the first quote. Nothing is waited for once all have answered. */
    private boolean isWindowOpen() {
        if (!job.policy().waits() || haveAnswered(job.expected())) {
            return false;
        }
        Instant closes = job.windowClosesAt;
        if (closes == null) {
            closes = job.now.plus(job.quoteWindow());
            job.windowClosesAt = closes;
            job.afterwards(new Effect.LookAgain(closes));
        }
        return job.now.isBefore(closes);
    }

    private boolean haveAnswered(Set<PublicKey> providers) {
        return !providers.isEmpty()
                && providers.stream()
                        .allMatch(one -> job.isOut(one) || job.quotes.containsKey(one));
    }

    /** After an end has been announced nothing is paid without a person's decision. */
    private boolean mayPay() {
        return job.terms.autoPay() && !job.patienceOver && !job.isFinished();
    }

    private List<Quote> takeable() {
        return job.quotes.values().stream()
                .filter(quote -> !job.isOut(quote.provider()))
                .filter(quote -> quote.isOpenOffer() || quote.isPayable(job.now))
                .toList();
    }

    /** Ends a job early if all whom it asked have refused, or ask for what is never paid. */
    private void endIfHopeless() {
        if (job.terms.targets().isEmpty()
                || !job.work.isOpen()
                || job.work instanceof Work.Running
                || job.money.isCommitted()) {
            return;
        }
        Problem unacceptable = null;
        for (PublicKey target : job.terms.targets()) {
            Problem problem = hardProblem(target);
            if (problem == null && !job.isOut(target)) {
                return;
            }
            unacceptable = problem == null ? unacceptable : problem;
        }
        if (unacceptable == null) {
            job.become(new Work.Refused(refusal()));
        } else {
            job.become(new Work.Failed(unacceptable));
        }
    }

    /** Whether nothing will happen any more without a person: there is too little money. */
    boolean isStuckForMoney() {
        return job.terms.autoPay()
                && job.work.isOpen()
                && !(job.work instanceof Work.Running)
                && job.money instanceof Money.Quoted
                && haveAnswered(job.terms.targets())
                && takeable().isEmpty()
                && job.quotes.values().stream().anyMatch(Quote::isShortOfFunds);
    }

    private @Nullable Problem hardProblem(PublicKey provider) {
        Quote quote = job.quotes.get(provider);
        return quote == null || quote.isShortOfFunds() ? null : quote.problem();
    }

    private Problem refusal() {
        return new Problem(
                "refused",
                job.terms.targets().size() == 1
                        ? "the provider refused"
                        : "all " + job.terms.targets().size() + " providers asked refused");
    }
}
