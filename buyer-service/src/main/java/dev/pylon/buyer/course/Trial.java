package dev.pylon.buyer.course;

import dev.pylon.buyer.job.Job;
import dev.pylon.buyer.job.Money;
import dev.pylon.buyer.job.Problem;
import dev.pylon.buyer.job.Quote;
import dev.pylon.buyer.job.Work;
import dev.pylon.buyer.select.TrialOutcome;
import dev.pylon.nostr.event.PublicKey;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a job shows so far of one provider. Read off the job's state, so the same state is the same
 * trial however often a step is computed.
 *
 * @param outcome null while there is none
 * @param why for outcomes other than completed
 */
public record Trial(
        PublicKey provider,
        @Nullable Instant quotedAt,
        boolean paid,
        boolean delivered,
        @Nullable TrialOutcome outcome,
        @Nullable Problem why) {

    /** Of all whom the job has to do with. */
    public static Map<PublicKey, Trial> of(Job job) {
        Set<PublicKey> providers = new LinkedHashSet<>(job.terms().targets());
        providers.addAll(job.quotes().keySet());
        providers.addAll(job.declined());
        job.selectedProvider().ifPresent(providers::add);
        Map<PublicKey, Trial> trials = new LinkedHashMap<>();
        providers.forEach(provider -> trials.put(provider, of(job, provider)));
        return trials;
    }

    private static Trial of(Job job, PublicKey provider) {
        Quote quote = job.quotes().get(provider);
        boolean last =
                job.money()
                        .lastAttempt()
                        .filter(attempt -> attempt.provider().equals(provider))
                        .isPresent();
        boolean paid =
                last
                        && (job.money() instanceof Money.Paid
                                || job.money() instanceof Money.Settled
                                || job.money() instanceof Money.Refunded);
        boolean selected = provider.equals(job.selected());
        boolean begun = paid || (selected && quote != null && quote.isOffer());
        TrialOutcome outcome = outcome(job, provider, selected, begun, last);
        return new Trial(
                provider,
                quote == null || quote.isOffer() ? null : quote.at(),
                paid,
                selected && job.work() instanceof Work.Delivered,
                outcome,
                outcome == null ? null : why(outcome, job));
    }

    private static @Nullable TrialOutcome outcome(
            Job job, PublicKey provider, boolean selected, boolean begun, boolean last) {
        if (selected && job.work() instanceof Work.Delivered) {
            Instant came = job.times().result();
            return came != null && came.isAfter(job.deadline())
                    ? TrialOutcome.LATE
                    : TrialOutcome.COMPLETED;
        }
        if (last && job.money() instanceof Money.Refunded) {
            return TrialOutcome.FAILED;
        }
        if (last && job.money() instanceof Money.Failed) {
            return TrialOutcome.UNPAID;
        }
        if (begun && job.work() instanceof Work.Failed) {
            return TrialOutcome.FAILED;
        }
        if (begun && job.patienceOver()) {
            return TrialOutcome.LATE;
        }
        if (job.declined().contains(provider)) {
            return begun ? TrialOutcome.FAILED : TrialOutcome.DECLINED;
        }
        boolean silent =
                job.terms().targets().contains(provider) && !job.quotes().containsKey(provider);
        return silent && job.patienceOver() ? TrialOutcome.SILENT : null;
    }

    private static @Nullable Problem why(TrialOutcome outcome, Job job) {
        return switch (outcome) {
            case COMPLETED -> null;
            case LATE -> new Problem("late", "the deadline passed before the result came");
            case FAILED ->
                    job.work() instanceof Work.Failed failed
                            ? failed.problem()
                            : new Problem("failed", "the work was not done");
            case UNPAID ->
                    job.money() instanceof Money.Failed failed
                            ? failed.problem()
                            : new Problem("payment-failed", "the invoice could not be paid");
            case DECLINED -> new Problem("declined", "the provider refused the job");
            case SILENT -> new Problem("silent", "the provider said nothing until the deadline");
        };
    }
}
