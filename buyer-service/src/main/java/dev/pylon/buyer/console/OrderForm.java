package dev.pylon.buyer.console;

import dev.pylon.api.buyer.SubmitJob;
import dev.pylon.kit.problem.ProblemException;
import dev.pylon.primitives.Msat;
import java.math.BigDecimal;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.util.MultiValueMap;

/**
 * A job as it is typed in.
 *
 * @param token makes a form that is sent twice one job
 * @param bid in sats, as typed
 * @param relays one a line
 * @param providers npub or hex, one a line
 * @param timeout in seconds, as typed
 */
public record OrderForm(
        String token,
        String prompt,
        String model,
        String bid,
        boolean autoPay,
        String relays,
        String providers,
        String timeout) {
    private static final Pattern SEPARATOR = Pattern.compile("[\\s,]+");
    private static final int MSAT_DIGITS = 3;

    static OrderForm fresh(boolean mayPay) {
        return new OrderForm(UUID.randomUUID().toString(), "", "", "50", mayPay, "", "", "");
    }

    static OrderForm of(MultiValueMap<String, String> sent) {
        return new OrderForm(
                text(sent, "token"),
                text(sent, "prompt"),
                text(sent, "model"),
                text(sent, "bid"),
                sent.getFirst("autoPay") != null,
                text(sent, "relays"),
                text(sent, "providers"),
                text(sent, "timeout"));
    }

    /** Whether something was typed where most people need nothing. */
    public boolean hasMore() {
        return !(relays + providers + timeout).isBlank();
    }

    /**
     * @throws ProblemException 400 if a number is none
     */
    SubmitJob request() {
        return new SubmitJob(
                prompt,
                null,
                null,
                model.isBlank() ? null : model.strip(),
                null,
                null,
                bidMsat(),
                list(providers),
                list(relays),
                timeoutSeconds(),
                autoPay);
    }

    private @Nullable Msat bidMsat() {
        if (bid.isBlank()) {
            return null;
        }
        try {
            return Msat.of(
                    new BigDecimal(bid.strip()).movePointRight(MSAT_DIGITS).longValueExact());
        } catch (ArithmeticException | IllegalArgumentException e) {
            throw ProblemException.badRequest(
                    "invalid-bid",
                    "The bid '" + bid + "' is no amount. Write sats, such as 50 or 1.5.");
        }
    }

    private @Nullable Integer timeoutSeconds() {
        if (timeout.isBlank()) {
            return null;
        }
        try {
            return Integer.valueOf(timeout.strip());
        } catch (NumberFormatException e) {
            throw ProblemException.badRequest(
                    "invalid-timeout", "The time limit '" + timeout + "' is no number of seconds.");
        }
    }

    private static List<String> list(String lines) {
        return SEPARATOR.splitAsStream(lines).filter(line -> !line.isBlank()).toList();
    }

    private static String text(MultiValueMap<String, String> sent, String name) {
        String value = sent.getFirst(name);
        return value == null ? "" : value;
    }
}
