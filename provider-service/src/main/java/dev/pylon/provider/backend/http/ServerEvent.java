package dev.pylon.provider.backend.http;

import dev.pylon.provider.backend.BackendFailure;
import dev.pylon.provider.backend.BackendFailure.Cause;
import reactor.core.publisher.Flux;

/**
 * A server-sent event, by the WHATWG's rules, with one thing more: llama.cpp's server reports
 * errors in a field {@code error}, which those rules would ignore. It is read as an event of that
 * name.
 */
public record ServerEvent(String name, String data) {
    private static final int MAX_DATA = 1024 * 1024;

    /** An event that is not ended by an empty line is none. */
    public static Flux<ServerEvent> in(Flux<String> lines) {
        return Flux.defer(() -> {
            Pending pending = new Pending();
            return lines.<ServerEvent>handle((line, sink) -> {
                if (pending.add(line.stripTrailing())) {
                    sink.next(pending.take());
                }
            });
        });
    }

    /** What has come of an event so far. */
    private static final class Pending {
        private final StringBuilder data = new StringBuilder();
        private String name = "";
        private boolean any;

        /** Whether the event is whole with this line. */
        boolean add(String line) {
            if (line.isEmpty()) {
                if (!any) {
                    name = "";
                }
                return any;
            }
            int colon = line.indexOf(':');
            String field = colon < 0 ? line : line.substring(0, colon);
            String value = colon < 0 ? "" : line.substring(colon + 1);
            if (value.startsWith(" ")) {
                value = value.substring(1);
            }
            switch (field) {
                case "event" -> name = value;
                case "data" -> append(value);
                case "error" -> {
                    name = "error";
                    append(value);
                }
                default -> {}
            }
            return false;
        }

        private void append(String value) {
            if (data.length() + value.length() > MAX_DATA) {
                throw new BackendFailure(
                        Cause.GARBAGE, "The model's server sent an event without end.");
            }
            data.append(any ? "\n" : "").append(value);
            any = true;
        }

        ServerEvent take() {
            ServerEvent event = new ServerEvent(name, data.toString());
            data.setLength(0);
            name = "";
            any = false;
            return event;
        }
    }
}
