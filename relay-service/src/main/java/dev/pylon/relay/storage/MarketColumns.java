package dev.pylon.relay.storage;

import dev.pylon.nostr.event.Event;
import dev.pylon.nostr.event.EventId;
import dev.pylon.nostr.event.Kinds;
import dev.pylon.primitives.Hex;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Who in a run asks for work, who answers whom and who offers what, for the statistics, as {@code
 * append_events} wants it.
 */
final class MarketColumns {
    static final List<String> NAMES =
            List.of(
                    "jobOrds",
                    "jobRequests",
                    "jobRoles",
                    "jobTargets",
                    "handlerOrds",
                    "handlerKinds");

    private final List<Job> jobs = new ArrayList<>();
    private final List<Handler> handlers = new ArrayList<>();

    /**
     * @param targets the hex keys of the providers that a request wants
     */
    private record Job(int ord, EventId request, String role, String targets) {}

    private record Handler(int ord, int kind) {}

    private MarketColumns() {}

    static Map<String, Object> of(List<VerifiedEvent> run) {
        MarketColumns columns = new MarketColumns();
        for (int i = 0; i < run.size(); i++) {
            columns.add(i + 1, run.get(i).event());
        }
        return columns.columns();
    }

    private Map<String, Object> columns() {
        return Map.of(
                "jobOrds", jobs.stream().map(Job::ord).toArray(Integer[]::new),
                "jobRequests", Packed.of(jobs, job -> job.request.toBytes()),
                "jobRoles", jobs.stream().map(Job::role).toArray(String[]::new),
                "jobTargets", jobs.stream().map(Job::targets).toArray(String[]::new),
                "handlerOrds", handlers.stream().map(Handler::ord).toArray(Integer[]::new),
                "handlerKinds", handlers.stream().map(Handler::kind).toArray(Integer[]::new));
    }

    private void add(int ord, Event event) {
        if (Kinds.isJobRequest(event.kind())) {
            jobs.add(new Job(ord, event.id(), "request", targets(event)));
        } else if (Kinds.isJobResult(event.kind())) {
            request(event).ifPresent(id -> jobs.add(new Job(ord, id, "result", "")));
        } else if (event.kind() == Kinds.JOB_FEEDBACK) {
            request(event).ifPresent(id -> jobs.add(new Job(ord, id, role(event), "")));
        } else if (event.kind() == Kinds.HANDLER_INFORMATION) {
            event.tags()
                    .values("k")
                    .filter(kind -> kind.matches("[0-9]{1,5}"))
                    .map(Integer::parseInt)
                    .distinct()
                    .forEach(kind -> handlers.add(new Handler(ord, kind)));
        }
    }

    private static String targets(Event request) {
        return request.tags()
                .values("p")
                .filter(key -> Hex.isLowerCase(key, 32))
                .distinct()
                .collect(Collectors.joining(" "));
    }

    private static Optional<EventId> request(Event answer) {
        return answer.tags()
                .firstValue("e")
                .filter(id -> Hex.isLowerCase(id, 32))
                .map(EventId::fromHex);
    }

    private static String role(Event feedback) {
        return feedback.tags().firstValue("status").filter("error"::equalsIgnoreCase).isPresent()
                ? "refusal"
                : "feedback";
    }
}
