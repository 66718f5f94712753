package dev.pylon.buyer.course;

import dev.pylon.buyer.job.Problem;
import dev.pylon.buyer.job.Work;
import dev.pylon.nostr.event.PublicKey;
import dev.pylon.nostr.market.RejectionReason;
import dev.pylon.nostr.market.ReplyCheck;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which replies are believed. That the signature holds is known before. */
final class Belief {
    private Belief() {}

    /** What speaks against believing a reply; null if nothing does. */
    static @Nullable Problem objection(Reply reply, Draft job) {
        ReplyCheck.Verdict verdict =
                ReplyCheck.check(
                        job.terms.request(),
                        reply.source().event(),
                        whoCounts(reply, job),
                        job.rules.maxReplyBytes());
        if (verdict instanceof ReplyCheck.Verdict.Rejected rejected) {
            return Reasons.because(rejected.reason(), rejected.why());
        }
        if (job.work.isClosed()) {
            return Reasons.because(
                    RejectionReason.LATE,
                    "it came after the job had been "
                            + (job.work instanceof Work.Cancelled ? "cancelled" : "given up"));
        }
        return switch (reply) {
            case Reply.Unreadable unreadable -> unreadable.problem();
            case Reply.Result result -> objectionToResult(result, job);
            case Reply.Priced _,
                    Reply.Working _,
                    Reply.Partial _,
                    Reply.Declined _,
                    Reply.Remark _ ->
                    null;
        };
    }

    private static Set<PublicKey> whoCounts(Reply reply, Draft job) {
        PublicKey selected = job.selected;
        return reply instanceof Reply.Result && selected != null
                ? Set.of(selected)
                : job.terms.targets();
    }

    private static @Nullable Problem objectionToResult(Reply.Result result, Draft job) {
        Problem unwanted = job.objectionTo(result.provider());
        if (job.selected == null && unwanted != null) {
            return unwanted;
        }
        if (job.selected == null && !takesUnasked(job)) {
            return Reasons.because(RejectionReason.WRONG_AUTHOR, "this provider was not selected");
        }
        if (job.work instanceof Work.Delivered delivered
                && !delivered.result().equals(result.source().id())) {
            return Reasons.because(RejectionReason.SECOND_RESULT, "the job has its result");
        }
        return null;
    }

    /**
     * Whether a result may come from a provider that nobody selected: if it is one of several that
     * were asked by name, or if nothing is to be paid, so that whoever is first may have it. Where
     * everybody may quote and money is offered, a result out of the blue is not what was bought.
     */
    private static boolean takesUnasked(Draft job) {
        boolean free = job.terms.bid() != null && job.terms.bid().isZero();
        return !job.terms.targets().isEmpty() || free;
    }
}
