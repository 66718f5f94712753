package dev.pylon.relay.storage;

import dev.pylon.nostr.event.Event;
import dev.pylon.nostr.event.EventId;
import dev.pylon.nostr.event.Kinds;
import dev.pylon.primitives.Bytes32;
import dev.pylon.primitives.Hex;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Who in a run asks for work, who answers whom and who offers what, for the statistics, as {@code
 * append_events} wants it.
 */
final class MarketColumns {
    private final List<EventId> requests = new ArrayList<>();
    private final @Nullable Integer[] requestBegins;
    private final @Nullable Boolean[] refusals;
    private final @Nullable String[] targets;
    private final List<Integer> handlerOrds = new ArrayList<>();
    private final List<Integer> handlerKinds = new ArrayList<>();

    private MarketColumns(int events) {
        requestBegins = new Integer[events];
        refusals = new Boolean[events];
        targets = new String[events];
    }

    static Map<String, Object> of(List<VerifiedEvent> run) {
        MarketColumns columns = new MarketColumns(run.size());
        for (int i = 0; i < run.size(); i++) {
            columns.put(i, run.get(i).event());
        }
        return columns.columns();
    }

    private Map<String, Object> columns() {
        Map<String, Object> columns = new HashMap<>();
        if (!requests.isEmpty()) {
            columns.put("requests", Packed.of(requests, EventId::toBytes));
            columns.put("request_begins", requestBegins);
        }
        EventColumns.putUnlessEmpty(columns, "refusals", refusals);
        EventColumns.putUnlessEmpty(columns, "targets", targets);
        if (!handlerOrds.isEmpty()) {
            columns.put("handler_ords", handlerOrds.toArray(Integer[]::new));
            columns.put("handler_kinds", handlerKinds.toArray(Integer[]::new));
        }
        return columns;
    }

    private void put(int at, Event event) {
        if (Kinds.isJobRequest(event.kind())) {
            targets[at] = targets(event);
        } else if (Kinds.isJobResult(event.kind())) {
            request(event).ifPresent(id -> names(at, id));
        } else if (event.kind() == Kinds.JOB_FEEDBACK) {
            request(event)
                    .ifPresent(id -> {
                        names(at, id);
                        refusals[at] = isRefusal(event);
                    });
        } else if (event.kind() == Kinds.HANDLER_INFORMATION) {
            event.tags()
                    .values("k")
                    .filter(kind -> kind.matches("[0-9]{1,5}"))
                    .map(Integer::parseInt)
                    .distinct()
                    .forEach(kind -> {
                        handlerOrds.add(at + 1);
                        handlerKinds.add(kind);
                    });
        }
    }

    private void names(int at, EventId request) {
        requestBegins[at] = requests.size() * Bytes32.SIZE + 1;
        requests.add(request);
    }

    /** The hex keys of the providers that a request wants; nothing if it is for all. */
    private static @Nullable String targets(Event request) {
        String keys =
                request.tags()
                        .values("p")
                        .filter(key -> Hex.isLowerCase(key, 32))
                        .distinct()
                        .collect(Collectors.joining(" "));
        return keys.isEmpty() ? null : keys;
    }

    private static Optional<EventId> request(Event answer) {
        return answer.tags()
                .firstValue("e")
                .filter(id -> Hex.isLowerCase(id, 32))
                .map(EventId::fromHex);
    }

    private static boolean isRefusal(Event feedback) {
        return feedback.tags().firstValue("status").filter("error"::equalsIgnoreCase).isPresent();
    }
}
