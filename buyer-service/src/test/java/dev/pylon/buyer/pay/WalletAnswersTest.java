package dev.pylon.buyer.pay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pylon.api.wallet.PaymentStatus;
import dev.pylon.api.wallet.PaymentView;
import dev.pylon.buyer.course.PaymentOutcome;
import dev.pylon.buyer.job.Attempt;
import dev.pylon.buyer.job.Problem;
import dev.pylon.lightning.Preimage;
import dev.pylon.nostr.key.SecretKey;
import dev.pylon.primitives.Msat;
import java.io.IOException;
import java.time.Instant;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class WalletAnswersTest {
    private final Preimage preimage = Preimage.random();
    private final Attempt attempt =
            new Attempt(
                    1,
                    SecretKey.generate().publicKey(),
                    preimage.hash(),
                    "lnbcrt1",
                    Msat.of(21_000));

    private PaymentView view(PaymentStatus status, @Nullable String proof) {
        return new PaymentView(
                attempt.hash().hex(),
                status,
                attempt.amount(),
                Msat.of(3),
                proof,
                status == PaymentStatus.FAILED ? "no-route" : null,
                null,
                false,
                Instant.now(),
                null);
    }

    @Test
    void onlyAFittingPreimageProvesAPayment() {
        assertThat(WalletAnswers.of(view(PaymentStatus.SETTLED, preimage.hex()), attempt))
                .isEqualTo(new PaymentOutcome.Settled(preimage, Msat.of(3)));
        assertThat(WalletAnswers.of(view(PaymentStatus.SETTLED, Preimage.random().hex()), attempt))
                .isInstanceOf(PaymentOutcome.Unknown.class);
        assertThat(WalletAnswers.of(view(PaymentStatus.SETTLED, "zz"), attempt))
                .isInstanceOf(PaymentOutcome.Unknown.class);
        assertThat(WalletAnswers.of(view(PaymentStatus.SETTLED, null), attempt))
                .isInstanceOf(PaymentOutcome.Unknown.class);
    }

    @Test
    void failedIsFailedAndPendingIsUnknown() {
        assertThat(WalletAnswers.of(view(PaymentStatus.FAILED, null), attempt))
                .isEqualTo(new PaymentOutcome.Failed(new Problem("no-route", "")));
        assertThat(WalletAnswers.of(view(PaymentStatus.PENDING, null), attempt))
                .isInstanceOf(PaymentOutcome.Unknown.class);
    }

    @Test
    void anAnswerAboutSomethingElseProvesNothing() {
        Attempt other =
                new Attempt(
                        1,
                        attempt.provider(),
                        Preimage.random().hash(),
                        "lnbcrt1",
                        Msat.of(21_000));

        assertThat(WalletAnswers.of(view(PaymentStatus.FAILED, null), other))
                .isInstanceOf(PaymentOutcome.Unknown.class);
    }

    @Test
    void silenceProvesNothing() {
        assertThat(WalletAnswers.of(new TimeoutException("slow"), true))
                .isInstanceOf(PaymentOutcome.Unknown.class);
        assertThat(WalletAnswers.of(new IOException("reset"), true))
                .isInstanceOf(PaymentOutcome.Unknown.class);
    }
}
