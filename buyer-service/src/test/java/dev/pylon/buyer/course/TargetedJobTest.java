package dev.pylon.buyer.course;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pylon.api.buyer.JobState;
import dev.pylon.api.buyer.MoneyState;
import dev.pylon.api.buyer.PublishOutcome;
import dev.pylon.api.buyer.WorkState;
import dev.pylon.buyer.job.Problem;
import dev.pylon.buyer.job.RelayAnswer;
import dev.pylon.nostr.event.Kinds;
import dev.pylon.nostr.key.SecretKey;
import dev.pylon.primitives.Msat;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class TargetedJobTest {
    private final SecretKey provider = SecretKey.generate();
    private final SecretKey stranger = SecretKey.generate();

    @Test
    void isPaidAtOnceAndCompletedByItsResult() {
        Jobs job = Jobs.auto(provider);

        job.hears(job.quote(provider, 21_000));
        assertThat(job.job.state()).isEqualTo(JobState.PAYING);
        job.paid();
        assertThat(job.job.state()).isEqualTo(JobState.PROCESSING);
        job.hears(job.working(provider)).hears(job.result(provider, "Because."));

        assertThat(job.job.state()).isEqualTo(JobState.COMPLETED);
        assertThat(job.told)
                .containsExactly("quoted", "paying", "paid", "processing", "result", "finished");
        assertThat(job.timesAsked()).isOne();
        assertThat(job.asked().amount()).isEqualTo(Msat.of(21_000));
    }

    @Test
    void takesAResultThatOvertakesTheWalletsAnswer() {
        Jobs job = Jobs.auto(provider);

        job.hears(job.quote(provider, 21_000)).hears(job.result(provider, "Because."));
        assertThat(job.job.state()).isEqualTo(JobState.PAYING);
        job.paid();

        assertThat(job.job.state()).isEqualTo(JobState.COMPLETED);
    }

    @Test
    void believesNobodyElse() {
        Jobs job = Jobs.auto(provider);

        job.hears(job.result(stranger, "No worky"));
        assertThat(job.rejections()).containsExactly("wrong-author");
        job.hears(job.quote(stranger, 1_000));
        assertThat(job.rejections()).containsExactly("wrong-author");

        assertThat(job.job.state()).isEqualTo(JobState.SUBMITTED);
        assertThat(job.job.quotes()).isEmpty();
        assertThat(job.timesAsked()).isZero();
    }

    @Test
    void believesNoResultOfAnotherKindOrRequest() {
        Jobs job = Jobs.auto(provider);
        Jobs other = Jobs.auto(provider);

        job.hears(job.result(provider, 6_100, "Because.", job.job.terms().request().toJson()));
        assertThat(job.rejections()).containsExactly("wrong-kind");
        job.hears(
                job.result(
                        provider,
                        Kinds.TEXT_GENERATION_RESULT,
                        "Because.",
                        other.job.terms().request().toJson()));
        assertThat(job.rejections()).containsExactly("wrong-request");
        job.hears(job.result(provider, "x".repeat(1_001)));
        assertThat(job.rejections()).containsExactly("too-large");

        assertThat(job.job.work().state()).isEqualTo(WorkState.REQUESTED);
    }

    @Test
    void takesOneResultOnly() {
        Jobs job = Jobs.of(Msat.ZERO, false, provider);
        Reply first = job.result(provider, "Because.");

        job.hears(first).hears(first);
        assertThat(job.last.isChange()).isFalse();
        job.hears(job.result(provider, "Or not."));

        assertThat(job.rejections()).containsExactly("second-result");
        assertThat(job.job.state()).isEqualTo(JobState.COMPLETED);
    }

    @Test
    void neverPaysWhatItShouldNotAndEndsBecauseNobodyElseWasAsked() {
        Jobs job = Jobs.auto(provider);

        job.hears(job.quote(provider, 60_000, new Problem("amount-over-bid", "too much")));

        assertThat(job.timesAsked()).isZero();
        assertThat(job.rejections()).containsExactly("amount-over-bid");
        assertThat(job.job.state()).isEqualTo(JobState.FAILED);
        assertThat(job.job.problem()).contains(new Problem("amount-over-bid", "too much"));
        assertThat(job.told).containsExactly("quoted", "finished");
    }

    @Test
    void asksForMoneyThatIsMissingAndIsPaidByHandLater() {
        Jobs job = Jobs.auto(provider);
        Problem shortage = new Problem("insufficient-funds", "the account has 5 msat");

        job.hears(job.quote(provider, 21_000, shortage));
        assertThat(job.job.state()).isEqualTo(JobState.PAYMENT_REQUIRED);
        assertThat(job.timesAsked()).isZero();
        job.later(Duration.ofMinutes(2)).happens(new Happening.PatienceOver());
        assertThat(job.job.state()).isEqualTo(JobState.PAYMENT_REQUIRED);
        job.happens(new Happening.PayAsked(null, null)).paid();
        job.hears(job.result(provider, "Because."));

        assertThat(job.job.state()).isEqualTo(JobState.COMPLETED);
        assertThat(job.told)
                .containsExactly("quoted", "finished", "paying", "paid", "result", "finished");
        assertThat(job.job.money().state()).isEqualTo(MoneyState.SETTLED);
    }

    @Test
    void waitsForAPersonWhereNothingIsPaidByItself() {
        Jobs job = Jobs.of(null, false, provider);

        job.hears(job.quote(provider, 21_000)).happens(new Happening.PatienceOver());

        assertThat(job.job.state()).isEqualTo(JobState.PAYMENT_REQUIRED);
        assertThat(job.timesAsked()).isZero();
        assertThat(job.told).containsExactly("quoted", "finished");
    }

    @Test
    void keepsTheFirstInvoiceWhileItIsBeingPaid() {
        Jobs job = Jobs.auto(provider);

        job.hears(job.quote(provider, 21_000)).hears(job.quote(provider, 22_000));

        assertThat(job.timesAsked()).isOne();
        assertThat(job.job.quoteOf(provider.publicKey()).orElseThrow().amount())
                .isEqualTo(Msat.of(21_000));
    }

    @Test
    void isNotPaidTwiceHoweverLongTheWalletIsSilent() {
        Jobs job = Jobs.auto(provider);

        job.hears(job.quote(provider, 21_000))
                .wallet(new PaymentOutcome.Unknown("no answer"))
                .wallet(new PaymentOutcome.Unknown("still none"))
                .hears(job.quote(provider, 20_000))
                .happens(new Happening.PatienceOver(), new Happening.Reconsidered());
        assertThat(job.job.state()).isEqualTo(JobState.PAYING);
        assertThat(job.job.money().state()).isEqualTo(MoneyState.UNKNOWN);
        job.happens(new Happening.PayAsked(null, null));
        assertThat(job.last.refusals().getFirst().problem().code()).isEqualTo("payment-under-way");
        job.happens(new Happening.CancelAsked());
        assertThat(job.last.refusals().getFirst().problem().code()).isEqualTo("payment-under-way");
        assertThat(job.timesAsked()).isOne();

        job.paid();
        assertThat(job.job.state()).isEqualTo(JobState.PROCESSING);
        job.happens(new Happening.PatienceOver());
        assertThat(job.job.state()).isEqualTo(JobState.PAID_UNDELIVERED);
        job.hears(job.result(provider, "Because."));
        assertThat(job.job.state()).isEqualTo(JobState.COMPLETED);
    }

    @Test
    void maybePaidAgainOnlyAfterProvenFailure() {
        Jobs job = Jobs.auto(provider);

        job.hears(job.quote(provider, 21_000))
                .wallet(new PaymentOutcome.Failed(new Problem("no-route", "")));
        assertThat(job.job.state()).isEqualTo(JobState.FAILED);
        assertThat(job.asked().number()).isOne();
        job.happens(new Happening.PayAsked(provider.publicKey(), null));

        assertThat(job.asked().number()).isEqualTo(2);
        assertThat(job.asked().idempotencyKey(job.job.id())).endsWith("-2");
        assertThat(job.job.state()).isEqualTo(JobState.PAYING);
    }

    @Test
    void anOldAnswerOfTheWalletChangesNothing() {
        Jobs job = Jobs.auto(provider);
        job.hears(job.quote(provider, 21_000));
        var first = job.asked();
        job.wallet(new PaymentOutcome.Failed(new Problem("no-route", "")))
                .happens(new Happening.PayAsked(null, null));

        job.happens(
                new Happening.WalletAnswered(
                        first, new PaymentOutcome.Failed(new Problem("no-route", ""))));

        assertThat(job.last.isChange()).isFalse();
        assertThat(job.job.state()).isEqualTo(JobState.PAYING);
    }

    @Test
    void isCompletedByALateResult() {
        Jobs job = Jobs.auto(provider);
        job.hears(job.quote(provider, 21_000)).paid();

        job.later(Duration.ofMinutes(2)).happens(new Happening.PatienceOver());
        assertThat(job.job.state()).isEqualTo(JobState.PAID_UNDELIVERED);
        job.hears(job.result(provider, "Because."));

        assertThat(job.job.state()).isEqualTo(JobState.COMPLETED);
        assertThat(job.told).endsWith("finished", "result", "finished");
    }

    @Test
    void isRefusedByTheProviderInItsOwnWords() {
        Jobs job = Jobs.auto(provider);

        job.hears(job.declined(provider, "unsupported-model"));

        assertThat(job.job.state()).isEqualTo(JobState.REFUSED);
        assertThat(job.job.problem()).contains(new Problem("unsupported-model", "no"));
        assertThat(job.told).containsExactly("feedback", "finished");
    }

    @Test
    void seesMoneyForFailedWorkComeBack() {
        Jobs job = Jobs.auto(provider);
        job.hears(job.quote(provider, 21_000)).paid();

        job.hears(job.declined(provider, "inference-failed"));
        assertThat(job.job.state()).isEqualTo(JobState.PAID_UNDELIVERED);
        assertThat(job.told).doesNotContain("finished");
        assertThat(job.effects).contains(new Effect.SeekRefund(job.asked()));
        job.happens(new Happening.RefundSeen(job.asked()));

        assertThat(job.job.state()).isEqualTo(JobState.FAILED);
        assertThat(job.job.money().state()).isEqualTo(MoneyState.REFUNDED);
        assertThat(job.told).endsWith("refunded", "finished");
    }

    @Test
    void staysPaidAndUndeliveredIfItDoesNotComeBack() {
        Jobs job = Jobs.auto(provider);
        job.hears(job.quote(provider, 21_000)).paid();

        job.hears(job.declined(provider, "inference-failed"))
                .happens(new Happening.RefundNotSeen());

        assertThat(job.job.state()).isEqualTo(JobState.PAID_UNDELIVERED);
        assertThat(job.told).endsWith("finished");
    }

    @Test
    void isPaidAfterwardsWhereTheProviderWorksFirst() {
        Jobs job = Jobs.auto(provider);
        Reply.Result bare = job.result(provider, "Because.");
        Reply.Priced price = (Reply.Priced) job.quote(provider, 21_000);

        job.hears(job.working(provider))
                .hears(new Reply.Result(bare.source(), bare.content(), price.quote()));
        assertThat(job.job.state()).isEqualTo(JobState.PAYING);
        job.paid();

        assertThat(job.job.state()).isEqualTo(JobState.COMPLETED);
        assertThat(job.timesAsked()).isOne();
    }

    @Test
    void isDeliveredAndUnpaidWhereAPersonDecides() {
        Jobs job = Jobs.of(null, false, provider);
        Reply.Result bare = job.result(provider, "Because.");
        Reply.Priced price = (Reply.Priced) job.quote(provider, 21_000);

        job.hears(new Reply.Result(bare.source(), bare.content(), price.quote()));
        assertThat(job.job.state()).isEqualTo(JobState.DELIVERED_UNPAID);
        job.happens(new Happening.PayAsked(null, null)).paid();

        assertThat(job.job.state()).isEqualTo(JobState.COMPLETED);
    }

    @Test
    void canBeCancelledUntilMoneyMoves() {
        Jobs job = Jobs.of(null, false, provider);
        job.hears(job.quote(provider, 21_000));

        job.happens(new Happening.CancelAsked());
        assertThat(job.job.state()).isEqualTo(JobState.CANCELLED);
        assertThat(job.effects).contains(new Effect.Retract());
        assertThat(job.told).endsWith("cancelled", "finished");
        job.hears(job.result(provider, "Because."));
        assertThat(job.rejections()).containsExactly("late");
        job.happens(new Happening.PayAsked(null, null));
        assertThat(job.last.refusals().getFirst().problem().code()).isEqualTo("job-finished");
    }

    @Test
    void failsIfNoRelayTakesIt() {
        Jobs job = Jobs.auto(provider);

        job.happens(
                new Happening.RelayAnswered(
                        Jobs.RELAY, new RelayAnswer(PublishOutcome.UNREACHABLE, "refused")));
        assertThat(job.job.state()).isEqualTo(JobState.SUBMITTED);
        job.happens(
                new Happening.RelayAnswered(
                        Jobs.RELAY, new RelayAnswer(PublishOutcome.REFUSED, "blocked: no")));

        assertThat(job.job.state()).isEqualTo(JobState.FAILED);
        assertThat(job.job.problem().orElseThrow().toString())
                .contains("not-published", "blocked: no");
    }

    @Test
    void aFloodOfRepliesIsBoundedAndDoesNotHideWhatMatters() {
        Jobs job = Jobs.auto(provider);
        for (int i = 0; i < 50; i++) {
            job.hears(job.result(stranger, "spam " + i));
        }
        assertThat(job.job.seen()).hasSize(Jobs.RULES.maxReplies());

        job.hears(job.quote(provider, 21_000)).paid().hears(job.result(provider, "Because."));

        assertThat(job.job.state()).isEqualTo(JobState.COMPLETED);
    }

    @Test
    void isGivenUpOnlyIfNothingWasPaid() {
        Jobs unpaid = Jobs.auto(provider);
        unpaid.happens(new Happening.PatienceOver(), new Happening.GivenUp());
        assertThat(unpaid.job.state()).isEqualTo(JobState.TIMED_OUT);
        unpaid.hears(unpaid.result(provider, "Because."));
        assertThat(unpaid.rejections()).containsExactly("late");

        Jobs paid = Jobs.auto(provider);
        paid.hears(paid.quote(provider, 21_000)).paid();
        paid.happens(new Happening.PatienceOver(), new Happening.GivenUp());
        paid.hears(paid.result(provider, "Because."));
        assertThat(paid.job.state()).isEqualTo(JobState.COMPLETED);
    }
}
