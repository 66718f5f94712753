package dev.pylon.relay.market;

import dev.pylon.nostr.event.Event;
import dev.pylon.nostr.event.Kinds;
import dev.pylon.nostr.event.PublicKey;
import dev.pylon.nostr.event.Tag;
import dev.pylon.nostr.key.PublicKeys;
import dev.pylon.nostr.market.FeedbackStatus;
import dev.pylon.nostr.market.JobFeedback;
import dev.pylon.nostr.market.JobFeedbacks;
import dev.pylon.nostr.market.JobInput;
import dev.pylon.nostr.market.JobRequest;
import dev.pylon.nostr.market.JobRequests;
import dev.pylon.nostr.market.JobResult;
import dev.pylon.nostr.market.JobResults;
import dev.pylon.nostr.market.MalformedJob;
import dev.pylon.relay.stats.JobSummary;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * A job's thread as the page shows it. What is encrypted is not shown, and nobody's key is used.
 */
public record JobShown(JobSummary job, List<Step> steps) {
    private static final String ENCRYPTED = "encrypted";
    private static final int MOST = 20;

    public JobShown {
        steps = List.copyOf(steps);
    }

    static JobShown of(JobThreads.Thread thread) {
        Event request = thread.job().request();
        List<Step> steps = new ArrayList<>();
        steps.add(request(request));
        for (Event answer : withoutOldPartials(thread.answers())) {
            answer(request, answer).ifPresent(steps::add);
        }
        return new JobShown(thread.job(), steps);
    }

    private static Step request(Event event) {
        Optional<JobRequest> request = parsed(() -> JobRequests.read(event, Optional.empty()));
        boolean encrypted = event.tags().has(ENCRYPTED);
        return new Step(
                event,
                "request",
                "neutral",
                Duration.ZERO,
                request.flatMap(JobRequest::bid),
                request.flatMap(JobRequest::model).map(model -> "model " + model),
                encrypted ? List.of() : inputs(request, event),
                encrypted,
                false);
    }

    private static List<String> inputs(Optional<JobRequest> request, Event event) {
        return request.map(read -> read.inputs().stream().map(JobShown::text).toList())
                .orElseGet(() -> List.of(event.content()));
    }

    private static String text(JobInput input) {
        return input.type() == JobInput.Type.TEXT
                ? input.data()
                : input.type().word() + ": " + input.data();
    }

    private static Optional<Step> answer(Event request, Event event) {
        return Kinds.isJobResult(event.kind())
                ? parsed(() -> JobResults.read(event, Optional.empty()))
                        .filter(result -> result.job().equals(request.id()))
                        .map(result -> result(request, result))
                : parsed(() -> JobFeedbacks.read(event, Optional.empty()))
                        .filter(feedback -> feedback.job().equals(request.id()))
                        .map(feedback -> feedback(request, feedback));
    }

    private static Step result(Event request, JobResult result) {
        boolean encrypted = result.event().tags().has(ENCRYPTED);
        return new Step(
                result.event(),
                "result",
                "good",
                after(request, result.event()),
                result.amount(),
                Optional.empty(),
                encrypted ? List.of() : List.of(result.content()),
                encrypted,
                isUncalled(request, result.provider()));
    }

    private static Step feedback(Event request, JobFeedback feedback) {
        boolean encrypted = feedback.event().tags().has(ENCRYPTED);
        return new Step(
                feedback.event(),
                encrypted ? "feedback" : status(feedback),
                tone(feedback.status()),
                after(request, feedback.event()),
                feedback.amount(),
                feedback.info(),
                encrypted ? List.of() : List.of(feedback.content()),
                encrypted,
                isUncalled(request, feedback.provider()));
    }

    private static String status(JobFeedback feedback) {
        return switch (feedback.status()) {
            case OTHER -> feedback.rawStatus().isBlank() ? "feedback" : feedback.rawStatus();
            case PAYMENT_REQUIRED, PROCESSING, ERROR, SUCCESS, PARTIAL ->
                    feedback.status().word().replace('-', ' ');
        };
    }

    private static String tone(FeedbackStatus status) {
        return switch (status) {
            case PAYMENT_REQUIRED -> "waits";
            case PROCESSING, PARTIAL -> "moves";
            case ERROR -> "bad";
            case SUCCESS -> "good";
            case OTHER -> "neutral";
        };
    }

    /**
     * Each partial result has the whole text so far, so a provider's last one says all, and its
     * result says more.
     */
    private static List<Event> withoutOldPartials(List<Event> answers) {
        Set<PublicKey> seen = new HashSet<>();
        List<Event> newestFirst =
                answers.reversed().stream().filter(event -> counts(event, seen)).toList();
        return newestFirst.reversed();
    }

    private static boolean counts(Event event, Set<PublicKey> seen) {
        boolean text = isPartial(event) || Kinds.isJobResult(event.kind());
        return !text || seen.add(event.pubkey()) || !isPartial(event);
    }

    private static boolean isPartial(Event event) {
        return event.kind() == Kinds.JOB_FEEDBACK
                && event.tags().firstValue("status").filter("partial"::equals).isPresent();
    }

    private static boolean isUncalled(Event request, PublicKey provider) {
        List<String> asked = request.tags().values("p").toList();
        return !asked.isEmpty() && !asked.contains(provider.hex());
    }

    private static Duration after(Event request, Event answer) {
        return Duration.ofSeconds(Math.max(0, answer.createdAt() - request.createdAt()));
    }

    private static <T> Optional<T> parsed(Supplier<T> reading) {
        try {
            return Optional.of(reading.get());
        } catch (MalformedJob | IllegalArgumentException unreadable) {
            return Optional.empty();
        }
    }

    /** What is asked for. */
    public String work() {
        return MarketShown.work(job);
    }

    /** Whom the customer asked, as it was written. */
    public List<String> asked() {
        return job.request().tags().values("p").limit(MOST).toList();
    }

    /** A key as people write it; what is no key stays as it is. */
    public static String name(String hex) {
        try {
            return PublicKeys.npub(PublicKeys.parse(hex));
        } catch (IllegalArgumentException noKey) {
            return hex;
        }
    }

    /** What the request says of how it is to be done. */
    public List<Tag> parameters() {
        return job.request().tags().has(ENCRYPTED)
                ? List.of()
                : job.request()
                        .tags()
                        .all("param")
                        .filter(tag -> tag.size() > 2)
                        .limit(MOST)
                        .toList();
    }
}
