package dev.pylon.buyer.course;

import dev.pylon.api.buyer.JobEventType;
import dev.pylon.buyer.job.Money;
import dev.pylon.buyer.job.Problem;
import dev.pylon.buyer.job.Quote;
import dev.pylon.buyer.job.Work;
import dev.pylon.nostr.event.PublicKey;
import dev.pylon.nostr.market.RejectionReason;
import org.jspecify.annotations.Nullable;

/** What replies do to a job. */
final class Hearing {
    /** Events set aside per job, in case their author is selected. */
    static final int MAX_HELD = 5;

    private static final int MAX_TEXT = 500;

    private final Draft job;

    Hearing(Draft job) {
        this.job = job;
    }

    void hear(Reply reply, boolean again) {
        if (job.hasSeen(reply.source().id()) && !again) {
            return;
        }
        Problem objection = Belief.objection(reply, job);
        if (objection == null) {
            believe(reply);
        } else if (!again) {
            reject(reply, objection);
        }
    }

    private void reject(Reply reply, Problem objection) {
        PublicKey provider = reply.provider();
        boolean keep =
                reply instanceof Reply.Result
                        && objection.code().equals(RejectionReason.WRONG_AUTHOR.code())
                        && job.terms.asks(provider)
                        && !job.work.isClosed()
                        && !(job.work instanceof Work.Delivered)
                        && job.held.size() < MAX_HELD
                        && !job.held.contains(provider);
        if (job.record(reply, "", excerpt(reply), objection, keep)) {
            if (keep) {
                job.held.add(provider);
            }
            job.tell(JobEventType.REJECTED, provider, null, objection);
        }
    }

    private void believe(Reply reply) {
        switch (reply) {
            case Reply.Priced priced -> quoted(priced);
            case Reply.Working working -> working(working);
            case Reply.Partial partial -> partial(partial);
            case Reply.Declined declined -> declined(declined);
            case Reply.Remark remark -> remark(remark, remark.status(), remark.text());
            case Reply.Result result -> delivered(result);
            case Reply.Unreadable _ -> throw new IllegalStateException("unreadable and believed");
        }
    }

    /** One invoice per provider: while one is being paid or was paid, another changes nothing. */
    private void quoted(Reply.Priced reply) {
        Quote quote = job.withObjection(job.withoutUsedInvoice(reply.quote()));
        Problem hard = quote.isShortOfFunds() ? null : quote.problem();
        if (!job.record(reply, "payment-required", excerpt(reply), hard)) {
            return;
        }
        if (isBeingPaid(quote.provider()) || repeats(quote)) {
            return;
        }
        accept(quote);
    }

    private void accept(Quote quote) {
        job.quotes.put(quote.provider(), quote);
        job.times = job.times.quotedAt(job.now);
        if (job.isSelected(quote.provider()) && job.work instanceof Work.Requested) {
            job.become(Work.ACCEPTED);
        }
        job.becomeIdleEvenAfterFailure();
        job.tell(JobEventType.QUOTED, quote.provider(), quote.amount(), quote.problem());
    }

    private boolean isBeingPaid(PublicKey provider) {
        return job.money.isCommitted()
                && job.money
                        .lastAttempt()
                        .filter(attempt -> attempt.provider().equals(provider))
                        .isPresent();
    }

    private boolean repeats(Quote quote) {
        Quote earlier = job.quotes.get(quote.provider());
        return earlier != null
                && earlier.bolt11() != null
                && earlier.bolt11().equals(quote.bolt11());
    }

    private void working(Reply.Working reply) {
        if (!remark(reply, "processing", reply.text())) {
            return;
        }
        begun(reply);
    }

    private void partial(Reply.Partial reply) {
        if (job.isSelected(reply.provider()) && job.work.isOpen()) {
            job.times = job.times.firstTextAt(job.now);
        }
        begun(reply);
    }

    private void begun(Reply reply) {
        PublicKey provider = reply.provider();
        if (job.isSelected(provider)) {
            if (job.work instanceof Work.Requested || job.work instanceof Work.Accepted) {
                job.become(Work.RUNNING);
                job.tell(JobEventType.PROCESSING, provider, null, null);
            }
        } else if (job.selected == null && job.work.isOpen() && !job.isOut(provider)) {
            job.quotes.putIfAbsent(
                    provider,
                    job.withObjection(Quote.offer(provider, reply.source().id(), job.now)));
        }
    }

    private void declined(Reply.Declined reply) {
        Problem problem = reply.problem();
        if (!job.record(reply, "error", cut(problem.toString()), null)) {
            return;
        }
        job.tell(JobEventType.FEEDBACK, reply.provider(), null, "error: " + problem);
        if (job.work instanceof Work.Delivered) {
            return;
        }
        job.declined.add(reply.provider());
        if (job.isSelected(reply.provider()) && job.work.isOpen()) {
            selectedDeclined(problem);
        }
        job.becomeIdle();
    }

    private void selectedDeclined(Problem problem) {
        if (job.money.isCommitted()) {
            job.become(new Work.Failed(problem));
            seekRefundIfPaid();
        } else if (!job.isTargeted()) {
            job.unselect(problem);
        } else if (job.work instanceof Work.Running) {
            job.become(new Work.Failed(problem));
        } else {
            job.become(new Work.Refused(problem));
        }
    }

    private void seekRefundIfPaid() {
        if (job.money instanceof Money.Paid paid) {
            job.awaitingRefund = true;
            job.afterwards(new Effect.SeekRefund(paid.attempt()));
        }
    }

    private boolean remark(Reply reply, String status, @Nullable String text) {
        if (!job.record(reply, cut(status), text == null ? null : cut(text), null)) {
            return false;
        }
        boolean known = reply instanceof Reply.Working && job.isSelected(reply.provider());
        if (!known) {
            String words = text == null || text.isBlank() ? status : status + ": " + text;
            job.tell(JobEventType.FEEDBACK, reply.provider(), null, cut(words));
        }
        return true;
    }

    private void delivered(Reply.Result reply) {
        if (job.work instanceof Work.Delivered) {
            return;
        }
        PublicKey provider = reply.provider();
        job.record(reply, "result", null, null);
        if (job.selected == null) {
            job.select(provider);
        }
        job.become(new Work.Delivered(reply.source().id()));
        job.awaitingRefund = false;
        job.result = new Step.Delivery(reply.source().event(), reply.content());
        job.times = job.times.resultAt(job.now);
        Quote quote = reply.quote();
        if (quote != null && !job.money.isCommitted() && !repeats(quote)) {
            accept(job.withoutUsedInvoice(quote));
        }
        job.settleIfDelivered();
        job.becomeIdle();
        job.tell(JobEventType.RESULT, provider, null, null);
    }

    private static @Nullable String excerpt(Reply reply) {
        return switch (reply) {
            case Reply.Result result -> cut(result.content());
            case Reply.Declined declined -> cut(declined.problem().toString());
            case Reply.Remark remark -> cut(remark.status());
            case Reply.Partial partial -> cut(partial.text());
            case Reply.Priced _ -> null;
            case Reply.Working _ -> null;
            case Reply.Unreadable unreadable -> cut(unreadable.source().event().content());
        };
    }

    private static String cut(String text) {
        if (text.length() <= MAX_TEXT) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(MAX_TEXT - 1)) ? MAX_TEXT - 1 : MAX_TEXT;
        return text.substring(0, end);
    }
}
