package dev.pylon.buyer.course;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pylon.api.buyer.JobState;
import dev.pylon.api.buyer.MoneyState;
import dev.pylon.api.buyer.SelectionPolicy;
import dev.pylon.buyer.job.Problem;
import dev.pylon.buyer.job.ProviderLists;
import dev.pylon.nostr.key.SecretKey;
import dev.pylon.primitives.Msat;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class BroadcastJobTest {
    private static final Duration WINDOW = Jobs.RULES.quoteWindow();

    private final SecretKey dear = SecretKey.generate();
    private final SecretKey cheap = SecretKey.generate();
    private final SecretKey stranger = SecretKey.generate();

    @Test
    void theCheapestOfTheWindowIsPaid() {
        Jobs job = Jobs.auto();

        job.hears(job.quote(dear, 40_000));
        assertThat(job.job.state()).isEqualTo(JobState.PAYMENT_REQUIRED);
        assertThat(job.effects).contains(new Effect.LookAgain(job.now().plus(WINDOW)));
        job.later(Duration.ofMillis(50)).hears(job.quote(cheap, 21_000));
        assertThat(job.timesAsked()).isZero();
        job.later(WINDOW).happens(new Happening.Reconsidered());

        assertThat(job.job.selectedProvider()).contains(cheap.publicKey());
        assertThat(job.asked().amount()).isEqualTo(Msat.of(21_000));
        assertThat(job.told).containsExactly("quoted", "quoted", "selected", "paying");
    }

    @Test
    void whereEverySellerThatIsAliveHasQuotedNobodyIsWaitedFor() {
        Jobs alone = Jobs.auto().sellers(dear.publicKey());
        alone.hears(alone.quote(dear, 40_000));
        assertThat(alone.asked().provider()).isEqualTo(dear.publicKey());

        Jobs two = Jobs.auto().sellers(dear.publicKey(), cheap.publicKey());
        two.hears(two.quote(dear, 40_000));
        assertThat(two.timesAsked()).isZero();
        two.hears(two.quote(cheap, 21_000));
        assertThat(two.asked().provider()).isEqualTo(cheap.publicKey());
    }

    @Test
    void aStrangersQuoteDoesNotEndTheWaitForTheSellers() {
        Jobs job = Jobs.auto().sellers(cheap.publicKey());

        job.hears(job.quote(stranger, 40_000));

        assertThat(job.timesAsked()).isZero();
    }

    @Test
    void theFirstIsPaidAtOnceWhereThatIsThePolicy() {
        Rules first = new Rules(SelectionPolicy.FIRST, WINDOW, ProviderLists.NONE, 20, 1_000);
        Jobs job = Jobs.of(first, Msat.of(50_000), true);

        job.hears(job.quote(dear, 40_000));

        assertThat(job.asked().provider()).isEqualTo(dear.publicKey());
    }

    @Test
    void aStrangerWhoAnswersFirstIsNotTakenAndTheOthersCarryOn() {
        Jobs job = Jobs.auto();

        job.hears(job.result(stranger, "No worky"));
        assertThat(job.rejections()).containsExactly("wrong-author");
        job.hears(job.quote(cheap, 21_000))
                .later(WINDOW)
                .happens(new Happening.Reconsidered())
                .paid()
                .hears(job.result(stranger, "Again"))
                .hears(job.result(cheap, "Because."));

        assertThat(job.job.state()).isEqualTo(JobState.COMPLETED);
        assertThat(job.job.selectedProvider()).contains(cheap.publicKey());
    }

    @Test
    void whoBeginsWithoutPaymentIsTakenOnlyIfNobodyQuotes() {
        Jobs free = Jobs.auto();
        free.hears(free.working(stranger)).later(WINDOW).happens(new Happening.Reconsidered());
        assertThat(free.job.selectedProvider()).contains(stranger.publicKey());
        free.hears(free.result(stranger, "Because."));
        assertThat(free.job.state()).isEqualTo(JobState.COMPLETED);

        Jobs priced = Jobs.auto();
        priced.hears(priced.working(stranger))
                .hears(priced.quote(dear, 40_000))
                .later(WINDOW)
                .happens(new Happening.Reconsidered());
        assertThat(priced.job.selectedProvider()).contains(dear.publicKey());
    }

    @Test
    void aResultThatCameBeforeItsAuthorWasSelectedIsJudgedAgain() {
        Jobs job = Jobs.auto();
        Reply early = job.result(cheap, "Because.");

        job.hears(early).hears(job.working(cheap));
        assertThat(job.job.held()).containsExactly(cheap.publicKey());
        job.later(WINDOW).happens(new Happening.Reconsidered());
        assertThat(job.effects).contains(new Effect.JudgeAgain(cheap.publicKey()));
        job.happens(new Happening.Replied(early, true));

        assertThat(job.job.state()).isEqualTo(JobState.COMPLETED);
    }

    @Test
    void anyResultWillDoWhereNothingIsOffered() {
        Jobs job = Jobs.of(Msat.ZERO, true);

        job.hears(job.result(stranger, "Because."));

        assertThat(job.job.state()).isEqualTo(JobState.COMPLETED);
        assertThat(job.job.selectedProvider()).contains(stranger.publicKey());
    }

    @Test
    void anUnacceptableQuoteDoesNotEndIt() {
        Jobs job = Jobs.auto();

        job.hears(job.quote(dear, 60_000, new Problem("amount-over-bid", "")));
        assertThat(job.job.state()).isEqualTo(JobState.SUBMITTED);
        job.hears(job.quote(cheap, 21_000)).later(WINDOW).happens(new Happening.Reconsidered());

        assertThat(job.asked().provider()).isEqualTo(cheap.publicKey());
    }

    @Test
    void aProvenFailureOfThePaymentFailsOverToTheNextInAStepOfItsOwn() {
        Jobs job = Jobs.auto();
        job.hears(job.quote(dear, 40_000))
                .hears(job.quote(cheap, 21_000))
                .later(WINDOW)
                .happens(new Happening.Reconsidered());

        job.wallet(new PaymentOutcome.Failed(new Problem("no-route", "")));
        assertThat(job.timesAsked()).isOne();
        assertThat(job.told).doesNotContain("finished");
        assertThat(job.effects).contains(new Effect.LookAgain(job.now()));
        job.happens(new Happening.Reconsidered());

        assertThat(job.asked().provider()).isEqualTo(dear.publicKey());
        assertThat(job.asked().number()).isEqualTo(2);
        job.paid().hears(job.result(cheap, "too late")).hears(job.result(dear, "Because."));
        assertThat(job.job.state()).isEqualTo(JobState.COMPLETED);
    }

    @Test
    void nobodyElseIsPaidWhileAPaymentIsUnknown() {
        Jobs job = Jobs.auto();
        job.hears(job.quote(dear, 40_000))
                .hears(job.quote(cheap, 21_000))
                .later(WINDOW)
                .happens(new Happening.Reconsidered())
                .wallet(new PaymentOutcome.Unknown("no answer"));

        job.happens(new Happening.Reconsidered())
                .hears(job.declined(cheap, "over-capacity"))
                .happens(new Happening.Reconsidered());

        assertThat(job.timesAsked()).isOne();
        assertThat(job.job.money().state()).isEqualTo(MoneyState.UNKNOWN);
    }

    @Test
    void aRefundFailsOverWithinPatience() {
        Jobs job = Jobs.auto();
        job.hears(job.quote(dear, 40_000))
                .hears(job.quote(cheap, 21_000))
                .later(WINDOW)
                .happens(new Happening.Reconsidered())
                .paid()
                .hears(job.declined(cheap, "inference-failed"));
        assertThat(job.timesAsked()).isOne();

        job.happens(new Happening.RefundSeen(job.asked())).happens(new Happening.Reconsidered());

        assertThat(job.asked().provider()).isEqualTo(dear.publicKey());
        assertThat(job.told).doesNotContain("finished");
    }

    @Test
    void aRefundAfterTheEndWasAnnouncedSpendsNothing() {
        Jobs job = Jobs.auto();
        job.hears(job.quote(dear, 40_000))
                .hears(job.quote(cheap, 21_000))
                .later(WINDOW)
                .happens(new Happening.Reconsidered())
                .paid()
                .hears(job.declined(cheap, "inference-failed"))
                .happens(new Happening.RefundNotSeen());
        assertThat(job.told).endsWith("finished");

        job.happens(new Happening.RefundSeen(job.asked())).happens(new Happening.Reconsidered());

        assertThat(job.timesAsked()).isOne();
        assertThat(job.job.state()).isEqualTo(JobState.FAILED);
    }

    @Test
    void whoRefusesAfterHavingBeenSelectedForNothingMakesRoomForTheNext() {
        Jobs job = Jobs.auto();
        job.hears(job.working(stranger)).later(WINDOW).happens(new Happening.Reconsidered());

        job.hears(job.declined(stranger, "failed"));
        assertThat(job.job.selectedProvider()).isEmpty();
        job.hears(job.quote(dear, 40_000));

        assertThat(job.asked().provider()).isEqualTo(dear.publicKey());
    }

    @Test
    void severalAskedByNameEndWhenAllHaveRefused() {
        Jobs job = Jobs.auto(dear, cheap);

        job.hears(job.declined(dear, "over-capacity"));
        assertThat(job.job.state()).isEqualTo(JobState.SUBMITTED);
        job.hears(job.declined(cheap, "unsupported-model"));

        assertThat(job.job.state()).isEqualTo(JobState.REFUSED);
    }

    @Test
    void severalAskedByNameAreNotWaitedForOnceAllHaveAnswered() {
        Jobs job = Jobs.auto(dear, cheap);

        job.hears(job.quote(dear, 40_000)).hears(job.declined(cheap, "over-capacity"));

        assertThat(job.asked().provider()).isEqualTo(dear.publicKey());
        job.hears(job.quote(stranger, 1));
        assertThat(job.rejections()).containsExactly("wrong-author");
    }

    @Test
    void aPersonChoosesWhereNothingIsPaidByItself() {
        Jobs job = Jobs.of(null, false);
        job.hears(job.quote(dear, 40_000)).hears(job.quote(cheap, 21_000));

        job.later(WINDOW).happens(new Happening.Reconsidered());
        assertThat(job.job.selectedProvider()).isEmpty();
        job.happens(new Happening.PayAsked(null, null));
        assertThat(job.last.refusals().getFirst().problem().code()).isEqualTo("provider-needed");
        job.happens(new Happening.PayAsked(dear.publicKey(), null));

        assertThat(job.asked().provider()).isEqualTo(dear.publicKey());
        assertThat(job.told).endsWith("selected", "paying");
    }

    @Test
    void nothingIsPaidByItselfOncePatienceIsOver() {
        Jobs job = Jobs.auto();

        job.later(Duration.ofMinutes(2))
                .happens(new Happening.PatienceOver())
                .hears(job.quote(cheap, 21_000))
                .later(WINDOW)
                .happens(new Happening.Reconsidered());

        assertThat(job.timesAsked()).isZero();
        assertThat(job.job.state()).isEqualTo(JobState.PAYMENT_REQUIRED);
    }

    @Test
    void tooLittleMoneyForOneIsTriedWithNoOtherInTheSameStep() {
        Jobs job = Jobs.auto();
        job.hears(job.quote(dear, 40_000))
                .hears(job.quote(cheap, 21_000))
                .later(WINDOW)
                .happens(new Happening.Reconsidered());

        job.wallet(new PaymentOutcome.Short(new Problem("insufficient-funds", "")));

        assertThat(job.timesAsked()).isOne();
        assertThat(job.job.state()).isEqualTo(JobState.PAYMENT_REQUIRED);
        assertThat(job.told).endsWith("payment-failed");
    }
}
