package dev.pylon.buyer.console;

import dev.pylon.api.buyer.JobChoice;
import dev.pylon.api.buyer.JobEncryption;
import dev.pylon.api.buyer.SelectionPolicy;
import dev.pylon.api.buyer.SubmitJob;
import dev.pylon.kit.problem.ProblemException;
import dev.pylon.primitives.Msat;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.util.MultiValueMap;

/**
 * A job as it is typed in. Its {@code token} makes a form that is sent twice one job.
 *
 * @param fields what stands in each field, by its name
 */
public record OrderForm(Map<String, String> fields) {
    private static final Pattern SEPARATOR = Pattern.compile("[\\s,]+");
    private static final int MSAT_DIGITS = 3;

    /** Where most people need nothing. */
    private static final List<String> MORE =
            List.of(
                    "relays",
                    "providers",
                    "timeout",
                    "encryption",
                    "policy",
                    "quoteWindow",
                    "allow",
                    "deny");

    static OrderForm fresh(boolean mayPay) {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("token", UUID.randomUUID().toString());
        fields.put("bid", "50");
        if (mayPay) {
            fields.put("autoPay", "on");
        }
        return new OrderForm(fields);
    }

    static OrderForm of(MultiValueMap<String, String> sent) {
        return new OrderForm(sent.toSingleValueMap());
    }

    /** What stands in a field; empty if nothing does. */
    public String get(String field) {
        return fields.getOrDefault(field, "").strip();
    }

    public boolean autoPay() {
        return fields.containsKey("autoPay");
    }

    /** Whether something was typed where most people need nothing. */
    public boolean hasMore() {
        return MORE.stream().anyMatch(field -> !get(field).isEmpty());
    }

    public List<String> encryptions() {
        return Stream.of(JobEncryption.NIP44, JobEncryption.NIP04)
                .map(JobEncryption::word)
                .toList();
    }

    public List<String> policies() {
        return Stream.of(SelectionPolicy.values()).map(SelectionPolicy::word).toList();
    }

    /**
     * @throws ProblemException 400 if a number is none, or a choice is not among those offered
     */
    SubmitJob request() {
        return new SubmitJob(
                get("prompt"),
                null,
                null,
                get("model").isEmpty() ? null : get("model"),
                null,
                null,
                bidMsat(),
                list("providers"),
                list("relays"),
                whole("timeout", "The time limit", "seconds"),
                autoPay(),
                one("encryption", JobEncryption.values(), JobEncryption::word),
                choice());
    }

    private JobChoice choice() {
        return new JobChoice(
                one("policy", SelectionPolicy.values(), SelectionPolicy::word),
                whole("quoteWindow", "The time for quotes", "milliseconds"),
                list("allow"),
                list("deny"));
    }

    private @Nullable Msat bidMsat() {
        String bid = get("bid");
        if (bid.isEmpty()) {
            return null;
        }
        try {
            return Msat.of(new BigDecimal(bid).movePointRight(MSAT_DIGITS).longValueExact());
        } catch (ArithmeticException | IllegalArgumentException e) {
            throw ProblemException.badRequest(
                    "invalid-bid",
                    "The bid '" + bid + "' is no amount. Write sats, such as 50 or 1.5.");
        }
    }

    private @Nullable Integer whole(String field, String name, String unit) {
        String typed = get(field);
        try {
            return typed.isEmpty() ? null : Integer.valueOf(typed);
        } catch (NumberFormatException e) {
            throw ProblemException.badRequest(
                    "invalid-number", name + " '" + typed + "' is no number of " + unit + ".");
        }
    }

    private <E> @Nullable E one(String field, E[] offered, Function<E, String> word) {
        String chosen = get(field);
        return chosen.isEmpty()
                ? null
                : Arrays.stream(offered)
                        .filter(each -> word.apply(each).equals(chosen))
                        .findFirst()
                        .orElseThrow(() ->
                                ProblemException.badRequest(
                                        "invalid-choice",
                                        "There is no " + field + " '" + chosen + "'."));
    }

    private List<String> list(String field) {
        return SEPARATOR.splitAsStream(get(field)).filter(line -> !line.isBlank()).toList();
    }
}
