package dev.pylon.buyer.course;

import dev.pylon.api.buyer.JobEventType;
import dev.pylon.api.buyer.JobState;
import dev.pylon.api.buyer.SelectionPolicy;
import dev.pylon.buyer.course.PaymentNote.State;
import dev.pylon.buyer.job.Attempt;
import dev.pylon.buyer.job.Job;
import dev.pylon.buyer.job.JobEvent;
import dev.pylon.buyer.job.Money;
import dev.pylon.buyer.job.Problem;
import dev.pylon.buyer.job.Quote;
import dev.pylon.buyer.job.RelayAnswer;
import dev.pylon.buyer.job.Shown;
import dev.pylon.buyer.job.Terms;
import dev.pylon.buyer.job.Times;
import dev.pylon.buyer.job.Work;
import dev.pylon.buyer.select.Selection;
import dev.pylon.lightning.PaymentHash;
import dev.pylon.nostr.event.EventId;
import dev.pylon.nostr.event.PublicKey;
import dev.pylon.nostr.market.RejectionReason;
import dev.pylon.relayclient.RelayUrl;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A job while a step is computed: what has changed so far, and what is to be told and done. */
final class Draft {
    final Job before;
    final Terms terms;
    final Rules rules;
    final Instant now;

    Work work;
    Money money;
    Instant deadline;
    boolean patienceOver;
    @Nullable PublicKey selected;
    final Set<PublicKey> dropped;
    final Set<PublicKey> declined;
    final Map<PublicKey, Quote> quotes;
    final Set<PublicKey> held;
    final Map<RelayUrl, RelayAnswer> relays;
    @Nullable Instant windowClosesAt;
    boolean awaitingRefund;
    Times times;
    Step.@Nullable Delivery result;

    private Known known = Known.NOTHING;
    private Set<PaymentHash> usedInvoices = Set.of();
    private final Set<EventId> seen;
    private int rejected;
    private int attempts;
    private long lastSeq;
    private @Nullable JobState finishedAs;
    private final List<JobEvent> events = new ArrayList<>();
    private final List<ReplyRecord> replies = new ArrayList<>();
    private final List<Step.Selection> selections = new ArrayList<>();
    private final List<PaymentNote> payments = new ArrayList<>();
    private final List<Effect> effects = new ArrayList<>();

    Draft(Job job, Rules rules, Instant now) {
        this.before = job;
        this.terms = job.terms();
        this.rules = rules;
        this.now = now;
        this.work = job.work();
        this.money = job.money();
        this.deadline = job.deadline();
        this.patienceOver = job.patienceOver();
        this.selected = job.selected();
        this.dropped = new HashSet<>(job.dropped());
        this.declined = new HashSet<>(job.declined());
        this.quotes = new LinkedHashMap<>(job.quotes());
        this.held = new HashSet<>(job.held());
        this.relays = new LinkedHashMap<>(job.relays());
        this.windowClosesAt = job.windowClosesAt();
        this.awaitingRefund = job.awaitingRefund();
        this.times = job.times();
        this.seen = new HashSet<>(job.seen());
        this.rejected = job.rejected();
        this.attempts = job.attempts();
        this.lastSeq = job.lastSeq();
        this.finishedAs = job.finishedAs();
        if (!money.isCommitted() && !(work instanceof Work.Delivered)) {
            quotes.replaceAll((provider, quote) -> withObjection(quote));
        }
    }

    void known(Known beyondTheJob) {
        known = beyondTheJob;
    }

    /** Those after whose quotes nobody is waited for; empty if the wait is for its time. */
    Set<PublicKey> expected() {
        if (!terms.targets().isEmpty()) {
            return terms.targets();
        }
        return terms.preference().quoteWindow() == null ? known.sellers() : Set.of();
    }

    /** The quote with why its provider may not be paid, if that is so. */
    Quote withObjection(Quote quote) {
        Problem objection = objectionTo(quote.provider());
        boolean worse = quote.problem() == null || quote.isShortOfFunds();
        return objection != null && worse ? quote.withProblem(objection) : quote;
    }

    /** Why a provider may not be paid, by the service's lists or the job's; null if it may. */
    @Nullable Problem objectionTo(PublicKey provider) {
        Problem ours = rules.lists().objection(provider);
        return ours != null ? ours : terms.preference().lists().objection(provider);
    }

    SelectionPolicy policy() {
        SelectionPolicy wanted = terms.preference().policy();
        return wanted != null ? wanted : rules.policy();
    }

    Duration quoteWindow() {
        Duration wanted = terms.preference().quoteWindow();
        return wanted != null ? wanted : rules.quoteWindow();
    }

    /** The best of these by policy and evidence. */
    Optional<Quote> choose(List<Quote> takeable) {
        return new Selection(terms.id(), known.evidence()).choose(policy(), takeable);
    }

    /** No invoice is paid for two jobs. */
    void usedInvoices(Set<PaymentHash> used) {
        usedInvoices = used;
        quotes.replaceAll((provider, quote) -> withoutUsedInvoice(quote));
    }

    Quote withoutUsedInvoice(Quote quote) {
        return quote.hash() == null || !usedInvoices.contains(quote.hash())
                ? quote
                : quote.withProblem(
                        Reasons.because(
                                RejectionReason.BAD_INVOICE,
                                "this invoice was used for another job"));
    }

    JobState state() {
        return Shown.of(work, money, patienceOver);
    }

    /** Whether work or money is at another stage than at the beginning of the step. */
    boolean isElsewhere() {
        return work.state() != before.work().state() || money.state() != before.money().state();
    }

    /** Whether one provider, and no other, was asked. */
    boolean isTargeted() {
        return terms.onlyTarget().isPresent();
    }

    boolean isSelected(PublicKey provider) {
        return provider.equals(selected);
    }

    int attempts() {
        return attempts;
    }

    /** Whether an end has been announced. */
    boolean isFinished() {
        return finishedAs != null;
    }

    void become(Work next) {
        if (!work.mayBecome(next)) {
            throw new IllegalStateException(
                    "work cannot go from " + work.state().word() + " to " + next.state().word());
        }
        work = next;
    }

    void become(Money next) {
        if (!money.mayBecome(next)) {
            throw new IllegalStateException(
                    "money cannot go from " + money.state().word() + " to " + next.state().word());
        }
        money = next;
        switch (next) {
            case Money.None _, Money.Quoted _, Money.Settled _ -> {}
            case Money.Paying paying -> note(paying.attempt(), State.ASKED, null);
            case Money.Unknown unknown -> note(unknown.attempt(), State.UNKNOWN, unknown.why());
            case Money.Failed failed -> note(failed.attempt(), State.FAILED, failed.problem());
            case Money.Refunded refunded -> note(refunded.attempt(), State.REFUNDED, null);
            case Money.Paid paid ->
                    payments.add(
                            new PaymentNote(
                                    paid.attempt(),
                                    State.SETTLED,
                                    paid.preimage(),
                                    paid.fee(),
                                    null));
        }
    }

    /** What was paid for has come. */
    void settleIfDelivered() {
        if (work instanceof Work.Delivered && money instanceof Money.Paid paid) {
            become(new Money.Settled(paid.attempt(), paid.preimage(), paid.fee()));
        }
    }

    void note(Attempt attempt, State state, @Nullable Object why) {
        payments.add(PaymentNote.of(attempt, state, why));
    }

    void tell(JobEventType type) {
        tell(type, null, null, null);
    }

    void tell(
            JobEventType type,
            @Nullable PublicKey provider,
            dev.pylon.primitives.@Nullable Msat amount,
            @Nullable Object detail) {
        String words = detail == null ? null : detail.toString();
        events.add(
                new JobEvent(++lastSeq, type, state(), now, null, null, provider, amount, words));
    }

    void tellRelay(RelayUrl relay, RelayAnswer answer) {
        events.add(
                new JobEvent(
                        ++lastSeq,
                        JobEventType.RELAY,
                        state(),
                        now,
                        relay,
                        answer.outcome(),
                        null,
                        null,
                        answer.words()));
    }

    void afterwards(Effect effect) {
        effects.add(effect);
    }

    boolean hasSeen(EventId reply) {
        return seen.contains(reply);
    }

    /** Puts a reply on record; false if there are too many already and it is not on record. */
    boolean record(Reply reply, String status, @Nullable String text, @Nullable Problem rejection) {
        return record(reply, status, text, rejection, false);
    }

    boolean record(
            Reply reply,
            String status,
            @Nullable String text,
            @Nullable Problem rejection,
            boolean keep) {
        boolean decisive = rejection == null && isDecisive(reply);
        boolean known = seen.contains(reply.source().id());
        if (!known && !decisive && seen.size() >= rules.maxReplies()) {
            return false;
        }
        seen.add(reply.source().id());
        if (rejection != null) {
            rejected++;
        }
        replies.add(new ReplyRecord(reply.source(), status, text, rejection, keep));
        return true;
    }

    /** Whether a reply must not be lost in a flood of others: its author is one we deal with. */
    private boolean isDecisive(Reply reply) {
        return switch (reply) {
            case Reply.Result _ -> true;
            case Reply.Priced _, Reply.Declined _, Reply.Working _ -> isSelected(reply.provider());
            case Reply.Partial _, Reply.Remark _, Reply.Unreadable _ -> false;
        };
    }

    /** From now on this provider's result counts, and no other's. */
    void select(PublicKey provider) {
        selected = provider;
        selections.add(new Step.Selection(provider, null));
        if (work instanceof Work.Requested) {
            become(Work.ACCEPTED);
        }
        Quote quote = quotes.get(provider);
        tell(JobEventType.SELECTED, provider, quote == null ? null : quote.amount(), null);
        if (held.remove(provider)) {
            afterwards(new Effect.JudgeAgain(provider));
        }
    }

    /** Takes the selection back. Never where only one provider was asked. */
    void unselect(Problem why) {
        PublicKey provider = Objects.requireNonNull(selected, "selected");
        selected = null;
        selections.add(new Step.Selection(provider, why));
        if (work.isOpen()) {
            become(Work.REQUESTED);
        }
    }

    /** Has the wallet pay a quote. */
    void pay(Quote quote) {
        if (money.isCommitted()) {
            throw new IllegalStateException("a payment is under way or made already");
        }
        attempts++;
        Attempt attempt = quote.attempt(attempts);
        become(new Money.Paying(attempt));
        tell(
                JobEventType.PAYING,
                attempt.provider(),
                attempt.amount(),
                "from account " + terms.account());
        afterwards(new Effect.Pay(attempt));
    }

    /** With no attempt under way: whether anybody asks for money that could be paid, or is owed. */
    void becomeIdle() {
        if (money instanceof Money.None || money instanceof Money.Quoted) {
            become(isAsked() ? Money.QUOTED : Money.NONE);
        }
    }

    /** A new quote is a new chance, also where a payment has failed. */
    void becomeIdleEvenAfterFailure() {
        if (money instanceof Money.Failed && isAsked()) {
            become(Money.QUOTED);
        }
        becomeIdle();
    }

    private boolean isAsked() {
        if (work instanceof Work.Delivered) {
            Quote owed = selected == null ? null : quotes.get(selected);
            return owed != null && !owed.isOffer();
        }
        return quotes.values().stream()
                .anyMatch(quote ->
                        quote.bolt11() != null
                                && (quote.problem() == null || quote.isShortOfFunds())
                                && !isOut(quote.provider()));
    }

    /** Whether a provider is out of the question. */
    boolean isOut(PublicKey provider) {
        return dropped.contains(provider) || declined.contains(provider);
    }

    /**
     * Announces an end, once.
     *
     * @param patienceEnds whether it is an end because nobody waits any longer
     */
    void finish(boolean patienceEnds) {
        JobState state = state();
        boolean ended =
                Shown.isFinal(state) && !(state == JobState.PAID_UNDELIVERED && awaitingRefund);
        if ((ended || patienceEnds) && state != finishedAs) {
            finishedAs = state;
            tell(JobEventType.FINISHED, null, null, problem());
        }
    }

    private @Nullable Problem problem() {
        return job(before.version()).problem().orElse(null);
    }

    Step toStep(List<@Nullable Refusal> refusals) {
        Job same = job(before.version());
        boolean changed = !same.equals(before) || !events.isEmpty() || !replies.isEmpty();
        return new Step(
                now,
                before,
                changed ? job(before.version() + 1) : before,
                events,
                replies,
                selections,
                payments,
                effects,
                result,
                refusals);
    }

    private Job job(long version) {
        return new Job(
                terms,
                version,
                lastSeq,
                work,
                money,
                deadline,
                patienceOver,
                selected,
                dropped,
                declined,
                quotes,
                held,
                attempts,
                windowClosesAt,
                awaitingRefund,
                relays,
                seen,
                rejected,
                times,
                finishedAs);
    }
}
