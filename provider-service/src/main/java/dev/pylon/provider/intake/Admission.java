package dev.pylon.provider.intake;

import dev.pylon.nostr.event.PublicKey;
import dev.pylon.nostr.market.JobRequest;
import dev.pylon.nostr.market.RefusalReason;
import dev.pylon.primitives.Msat;
import dev.pylon.provider.ProviderSettings;
import dev.pylon.provider.backend.Backends;
import dev.pylon.provider.input.InputProblem;
import dev.pylon.provider.input.Inputs;
import dev.pylon.provider.input.Prompts;
import dev.pylon.provider.job.JobStore.OpenJobs;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Whether a job is taken, decided before anything is promised. */
@Component
class Admission {
    private static final Duration CLOCK_TOLERANCE = Duration.ofMinutes(5);

    private final ProviderSettings settings;

    Admission(ProviderSettings settings) {
        this.settings = settings;
    }

    sealed interface Decision {
        record Admitted(Backends.Model model, Msat price) implements Decision {}

        record Refused(RefusalReason reason, String why) implements Decision {}
    }

    Decision decide(
            JobRequest request,
            PublicKey us,
            List<Backends.Model> models,
            OpenJobs open,
            Instant now) {
        if (!request.isFor(us)) {
            return refused(RefusalReason.TARGET_MISMATCH, "the job is for another provider");
        }
        if (!settings.kinds().contains(request.kind())) {
            return refused(
                    RefusalReason.UNSUPPORTED_KIND,
                    "This provider does not take kind "
                            + request.kind()
                            + ", only "
                            + settings.kinds()
                            + ".");
        }
        Optional<Decision> untimely = untimely(request, now);
        if (untimely.isPresent()) {
            return untimely.get();
        }
        Optional<Decision> unreadable = unreadable(request);
        if (unreadable.isPresent()) {
            return unreadable.get();
        }
        if (models.isEmpty()) {
            return refused(
                    RefusalReason.OVER_CAPACITY, "No model is available at this provider now.");
        }
        Optional<Backends.Model> model =
                models.stream()
                        .filter(offered ->
                                request.model().isEmpty()
                                        || request.model().get().equals(offered.name()))
                        .findFirst();
        if (model.isEmpty()) {
            return refused(
                    RefusalReason.UNSUPPORTED_MODEL,
                    "This provider has "
                            + models.stream().map(Backends.Model::name).toList()
                            + ", not "
                            + request.model().orElse("")
                            + ".");
        }
        Integer mostBytes = model.get().terms().maxInputBytes();
        if (mostBytes != null && bytes(request) > mostBytes) {
            return refused(
                    RefusalReason.INPUT_TOO_LARGE,
                    "The text has more than "
                            + mostBytes
                            + " bytes, the most that "
                            + model.get().name()
                            + " takes here.");
        }
        Msat price = model.get().terms().price();
        if (request.bid().filter(price::isMoreThan).isPresent()) {
            return refused(
                    RefusalReason.BID_BELOW_PRICE,
                    "The bid is " + request.bid().get() + ", and the price is " + price + ".");
        }
        if (open.total() >= settings.maxOpen()) {
            return refused(
                    RefusalReason.OVER_CAPACITY,
                    "This provider has too many open jobs. Try again later.");
        }
        if (open.ofCustomer() >= settings.perBuyer()) {
            return refused(
                    RefusalReason.BUYER_LIMIT,
                    "A buyer may have "
                            + settings.perBuyer()
                            + " open jobs here. Wait for one to end, or cancel one.");
        }
        return new Decision.Admitted(model.get(), price);
    }

    private Optional<Decision> untimely(JobRequest request, Instant now) {
        Instant made = request.event().createdAtInstant();
        if (made.isBefore(now.minus(settings.maxAge()))) {
            return Optional.of(
                    refused(
                            RefusalReason.STALE_REQUEST,
                            "The request is older than "
                                    + settings.maxAge().toMinutes()
                                    + " minutes."));
        }
        if (made.isAfter(now.plus(CLOCK_TOLERANCE))) {
            return Optional.of(
                    refused(
                            RefusalReason.MALFORMED_REQUEST,
                            "The request is from the future. Set the clock."));
        }
        if (request.event().expiration().filter(now::isAfter).isPresent()) {
            return Optional.of(refused(RefusalReason.STALE_REQUEST, "The request has expired."));
        }
        return Optional.empty();
    }

    private Optional<Decision> unreadable(JobRequest request) {
        boolean elsewhere = Inputs.pointElsewhere(request);
        if (!elsewhere && request.prompt().isBlank()) {
            return Optional.of(
                    refused(
                            RefusalReason.MISSING_INPUT,
                            "There is no text: add an i tag, of type text, url, event or job."));
        }
        if (bytes(request) > settings.maxInputBytes()) {
            return Optional.of(
                    refused(
                            RefusalReason.INPUT_TOO_LARGE,
                            "The text has more than " + settings.maxInputBytes() + " bytes."));
        }
        try {
            Prompts.of(request.kind(), request.parameters(), "");
        } catch (InputProblem problem) {
            return Optional.of(refused(problem.reason(), problem.getMessage() + ""));
        }
        String output = request.output().orElse("text/plain").toLowerCase(Locale.ROOT);
        boolean textual = output.isBlank() || output.startsWith("text/") || output.equals("text");
        return textual
                ? Optional.empty()
                : Optional.of(
                        refused(
                                RefusalReason.UNSUPPORTED_OUTPUT,
                                "This provider answers in text/plain, not " + output + "."));
    }

    private static int bytes(JobRequest request) {
        return request.prompt().getBytes(StandardCharsets.UTF_8).length;
    }

    private static Decision refused(RefusalReason reason, String why) {
        return new Decision.Refused(reason, why);
    }
}
