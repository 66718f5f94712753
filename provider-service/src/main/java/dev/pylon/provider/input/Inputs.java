package dev.pylon.provider.input;

import dev.pylon.nostr.event.EventId;
import dev.pylon.nostr.key.Nip19;
import dev.pylon.nostr.market.JobInput;
import dev.pylon.nostr.market.JobRequest;
import dev.pylon.nostr.market.JobResult;
import dev.pylon.nostr.market.RefusalReason;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.stream.Collectors;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Brings the text of a job's inputs together, wherever they point, in their order. */
public final class Inputs {
    private final Events events;
    private final WebPages pages;
    private final InputSettings settings;
    private final int maxBytes;

    /**
     * @param maxBytes that all inputs of a job may have together, as UTF-8
     */
    Inputs(Events events, WebPages pages, InputSettings settings, int maxBytes) {
        this.events = events;
        this.pages = pages;
        this.settings = settings;
        this.maxBytes = maxBytes;
    }

    /** Whether anything has to be fetched for this job. */
    public static boolean pointElsewhere(JobRequest request) {
        return request.inputs().stream().anyMatch(input -> input.type() != JobInput.Type.TEXT);
    }

    /** The text, a blank line between the inputs. Fails with an {@link InputProblem} only. */
    public Mono<String> gather(JobRequest request) {
        long elsewhere =
                request.inputs().stream().filter(in -> in.type() != JobInput.Type.TEXT).count();
        if (elsewhere > settings.maxInputs()) {
            return Mono.error(
                    new InputProblem(
                            RefusalReason.INPUT_TOO_LARGE,
                            "A job may have "
                                    + settings.maxInputs()
                                    + " inputs that have to be fetched."));
        }
        return Flux.fromIterable(request.inputs())
                .concatMap(input -> text(request, input), 1)
                .filter(text -> !text.isBlank())
                .collect(Collectors.joining("\n\n"))
                .map(this::bounded);
    }

    private Mono<String> text(JobRequest request, JobInput input) {
        return switch (input.type()) {
            case TEXT -> Mono.just(input.data());
            case URL -> pages.text(input.data());
            case EVENT ->
                    Mono.fromSupplier(() -> id(input))
                            .flatMap(id -> events.byId(id, input.relay(), settings.fetchLimit()))
                            .map(event -> event.content())
                            .switchIfEmpty(
                                    unreachable(
                                            "The event of the input was not found at our relays or the one it names."));
            case JOB -> result(request, input);
        };
    }

    private Mono<String> result(JobRequest request, JobInput input) {
        Duration limit = settings.chainLimit();
        return Mono.fromSupplier(() -> id(input))
                .filter(id -> !id.equals(request.id()))
                .switchIfEmpty(
                        Mono.error(
                                new InputProblem(
                                        RefusalReason.CYCLE, "A job can't be its own input.")))
                .flatMap(id -> events.byId(id, input.relay(), settings.fetchLimit()))
                .switchIfEmpty(unreachable("The job of the input was not found."))
                .flatMap(job -> events.resultOf(job, input.relay(), limit))
                .map(JobResult::content)
                .switchIfEmpty(
                        unreachable(
                                "The job of the input has no result in the clear within "
                                        + limit.toSeconds()
                                        + " seconds."));
    }

    /** Hex, or one of NIP-19's forms. */
    private static EventId id(JobInput input) {
        String text = input.data().strip();
        try {
            if (text.startsWith("note1") || text.startsWith("nevent1")) {
                return switch (Nip19.decode(text)) {
                    case Nip19.Note note -> note.id();
                    case Nip19.Nevent event -> event.id();
                    default -> throw new IllegalArgumentException("no event");
                };
            }
            return EventId.fromHex(text);
        } catch (IllegalArgumentException e) {
            throw new InputProblem(
                    RefusalReason.MALFORMED_REQUEST,
                    "An input of type "
                            + input.type().word()
                            + " is an event's id, 64 hex digits.");
        }
    }

    private String bounded(String text) {
        if (text.getBytes(StandardCharsets.UTF_8).length > maxBytes) {
            throw new InputProblem(
                    RefusalReason.INPUT_TOO_LARGE,
                    "The inputs have more than " + maxBytes + " bytes of text together.");
        }
        if (text.isBlank()) {
            throw new InputProblem(RefusalReason.MISSING_INPUT, "There is no text in the inputs.");
        }
        return text;
    }

    private static <T> Mono<T> unreachable(String why) {
        return Mono.defer(() -> Mono.error(InputProblem.unreachable(why)));
    }
}
