package dev.pylon.wallet;

import dev.pylon.kit.problem.ProblemException;
import dev.pylon.wallet.request.Refusal;
import dev.pylon.wallet.request.Refused;
import org.springframework.http.HttpStatus;

/** How a refusal looks by REST: its word is the problem's type. */
final class Problems {
    private Problems() {}

    static ProblemException of(Refused refused) {
        return ProblemException.of(
                status(refused.refusal()), refused.refusal().word(), refused.detail());
    }

    static HttpStatus status(Refusal refusal) {
        return switch (refusal) {
            case INVALID_REQUEST, MALFORMED_INVOICE -> HttpStatus.BAD_REQUEST;
            case NOT_FOUND -> HttpStatus.NOT_FOUND;
            case OVER_BUDGET, REGTEST_ONLY -> HttpStatus.FORBIDDEN;
            case WRONG_NETWORK, INVOICE_EXPIRED, AMOUNT_MISMATCH, UNPAYABLE_HERE ->
                    HttpStatus.UNPROCESSABLE_CONTENT;
            case INSUFFICIENT_FUNDS, ALREADY_PAID, NOT_REFUNDABLE, IDEMPOTENCY_KEY_REUSED ->
                    HttpStatus.CONFLICT;
            case BACKEND_UNAVAILABLE -> HttpStatus.SERVICE_UNAVAILABLE;
        };
    }
}
