package dev.pylon.buyer.course;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pylon.buyer.job.Job;
import dev.pylon.buyer.job.Money;
import dev.pylon.buyer.job.Problem;
import dev.pylon.buyer.job.Work;
import dev.pylon.nostr.key.SecretKey;
import dev.pylon.primitives.Msat;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever happens in whatever order: money is safe and every step is one there is. */
class RandomCourseTest {
    private static final int STEPS = 60;
    private static final int JOBS = 150;

    private final List<SecretKey> providers =
            List.of(SecretKey.generate(), SecretKey.generate(), SecretKey.generate());

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void neverPaysTwiceAndNeverLeavesTheTable(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < JOBS; i++) {
            run(job(random), random);
        }
    }

    private Jobs job(Random random) {
        boolean auto = random.nextBoolean();
        SecretKey[] targets = providers.subList(0, random.nextInt(3)).toArray(SecretKey[]::new);
        Msat bid = auto || random.nextBoolean() ? Msat.of(random.nextInt(2) * 50_000L) : null;
        return Jobs.of(bid, auto, targets);
    }

    private void run(Jobs job, Random random) {
        int settled = 0;
        int refunded = 0;
        for (int i = 0; i < STEPS; i++) {
            Job before = job.job;
            job.later(Duration.ofMillis(random.nextInt(200))).happens(happening(job, random));
            Job after = job.job;
            assertThat(before.work().mayBecome(after.work()))
                    .as(before.work() + " to " + after.work())
                    .isTrue();
            assertThat(before.money().mayBecome(after.money()))
                    .as(before.money() + " to " + after.money())
                    .isTrue();
            for (PaymentNote note : job.last.payments()) {
                settled += note.state() == PaymentNote.State.SETTLED ? 1 : 0;
                refunded += note.state() == PaymentNote.State.REFUNDED ? 1 : 0;
                if (note.state() == PaymentNote.State.ASKED) {
                    assertThat(before.money().isCommitted()).isFalse();
                }
            }
            assertThat(settled - refunded).isBetween(0, 1);
            if (!after.terms().targets().isEmpty() && after.selected() != null) {
                assertThat(after.terms().targets()).contains(after.selected());
            }
            assertThat(
                            after.work() instanceof Work.Delivered
                                    && after.money() instanceof Money.Paid)
                    .isFalse();
            if (after.work() instanceof Work.Delivered || after.money() instanceof Money.Paid) {
                assertThat(after.work() instanceof Work.Failed || after.selected() != null)
                        .isTrue();
            }
        }
    }

    private Happening happening(Jobs job, Random random) {
        SecretKey provider = providers.get(random.nextInt(providers.size()));
        return switch (random.nextInt(14)) {
            case 0, 1 -> reply(job.quote(provider, random.nextInt(50_000) + 1L));
            case 2 -> reply(job.quote(provider, 60_000, new Problem("amount-over-bid", "")));
            case 3 -> reply(job.working(provider));
            case 4 -> reply(job.declined(provider, "failed"));
            case 5 -> reply(job.result(provider, "Because."));
            case 6 -> wallet(job, new PaymentOutcome.Unknown("no answer"));
            case 7 -> wallet(job, new PaymentOutcome.Failed(new Problem("no-route", "")));
            case 8 -> wallet(job, new PaymentOutcome.Short(new Problem("over-budget", "")));
            case 9, 10 -> job.timesAsked() == 0 ? new Happening.Reconsidered() : job.settlement();
            case 11 ->
                    new Happening.PayAsked(
                            random.nextBoolean() ? null : provider.publicKey(), null);
            case 12 ->
                    random.nextInt(10) == 0
                            ? random.nextBoolean()
                                    ? new Happening.CancelAsked()
                                    : new Happening.PatienceOver()
                            : new Happening.Reconsidered();
            default ->
                    job.timesAsked() == 0 || random.nextInt(3) > 0
                            ? new Happening.RefundNotSeen()
                            : new Happening.RefundSeen(job.asked());
        };
    }

    private static Happening reply(Reply reply) {
        return new Happening.Replied(reply, false);
    }

    private static Happening wallet(Jobs job, PaymentOutcome outcome) {
        return job.timesAsked() == 0
                ? new Happening.Reconsidered()
                : new Happening.WalletAnswered(job.asked(), outcome);
    }
}
