package dev.pylon.buyer.pay;

import dev.pylon.api.wallet.PaymentView;
import dev.pylon.buyer.course.PaymentOutcome;
import dev.pylon.buyer.job.Attempt;
import dev.pylon.buyer.job.Funds;
import dev.pylon.buyer.job.Problem;
import dev.pylon.kit.client.RemoteProblem;
import dev.pylon.lightning.Preimage;
import dev.pylon.primitives.Msat;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a wallet's answer proves. What proves nothing is {@link PaymentOutcome.Unknown}. */
final class WalletAnswers {
    private static final int UNAUTHORIZED = 401;

    /** Refusals that are about the request: the wallet has not begun to pay. */
    private static final Set<String> REFUSED =
            Set.of(
                    "invalid-request",
                    "malformed-request",
                    "malformed-invoice",
                    "wrong-network",
                    "invoice-expired",
                    "amount-mismatch",
                    "unpayable-here");

    private WalletAnswers() {}

    static PaymentOutcome of(PaymentView view, Attempt attempt) {
        if (!attempt.hash().hex().equals(view.paymentHash())) {
            return new PaymentOutcome.Unknown("the wallet answered about another payment");
        }
        return switch (view.status()) {
            case SETTLED -> settled(view, attempt);
            case FAILED ->
                    new PaymentOutcome.Failed(
                            problem(
                                    view.failureCode() == null
                                            ? "payment-failed"
                                            : view.failureCode(),
                                    view.detail()));
            case PENDING ->
                    new PaymentOutcome.Unknown(
                            view.detail() == null ? "the payment is under way" : view.detail());
        };
    }

    /** Without a preimage that fits it is a claim and no proof. */
    private static PaymentOutcome settled(PaymentView view, Attempt attempt) {
        String hex = view.preimage();
        if (hex == null) {
            return new PaymentOutcome.Unknown("the wallet says settled and shows no preimage");
        }
        try {
            Preimage preimage = Preimage.fromHex(hex);
            return preimage.proves(attempt.hash())
                    ? new PaymentOutcome.Settled(
                            preimage, view.feeMsat() == null ? Msat.ZERO : view.feeMsat())
                    : new PaymentOutcome.Unknown("the wallet's preimage is not of this payment");
        } catch (IllegalArgumentException e) {
            return new PaymentOutcome.Unknown("the wallet's preimage cannot be read");
        }
    }

    /**
     * What a refusal to pay proves.
     *
     * @param first whether no request for this attempt can have reached the wallet before: if one
     *     may have, being kept out now says nothing about it
     */
    static PaymentOutcome of(Throwable failure, boolean first) {
        if (!(failure instanceof RemoteProblem refusal)) {
            return new PaymentOutcome.Unknown("no answer from the wallet: " + words(failure));
        }
        String code = refusal.code();
        if (Funds.isShortage(code)) {
            return new PaymentOutcome.Short(problem(code, refusal.detail()));
        }
        if (REFUSED.contains(code)) {
            return new PaymentOutcome.Failed(problem(code, refusal.detail()));
        }
        boolean keptOut = refusal.status() == UNAUTHORIZED || code.equals("missing-scope");
        return keptOut && first
                ? new PaymentOutcome.Failed(problem("wallet-" + code, refusal.detail()))
                : new PaymentOutcome.Unknown(
                        "the wallet's answer proves nothing: " + refusal.getMessage());
    }

    private static Problem problem(String code, @Nullable String sentence) {
        return new Problem(code.replace(':', '-'), sentence == null ? "" : sentence);
    }

    private static String words(Throwable failure) {
        String message = failure.getMessage();
        return message == null ? failure.getClass().getSimpleName() : message;
    }
}
