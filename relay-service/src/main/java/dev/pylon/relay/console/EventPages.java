package dev.pylon.relay.console;

import dev.pylon.kit.console.ConsoleSession;
import dev.pylon.kit.console.Pages;
import dev.pylon.kit.console.Templates;
import dev.pylon.nostr.event.Event;
import dev.pylon.nostr.event.EventId;
import dev.pylon.nostr.filter.Filter;
import dev.pylon.nostr.key.PublicKeys;
import dev.pylon.primitives.Hex;
import dev.pylon.relay.admin.Moderation;
import dev.pylon.relay.protocol.Privacy;
import dev.pylon.relay.storage.Audience;
import dev.pylon.relay.storage.EventStore;
import dev.pylon.relay.storage.LogPosition;
import dev.pylon.relay.storage.QueryBound;
import dev.pylon.relay.transfer.TransferRoutes;
import java.net.URI;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** A single event, by its id, and all of them as a file. */
public final class EventPages {
    private static final Logger log = LoggerFactory.getLogger(EventPages.class);
    private static final int ID_BYTES = 32;
    private static final String NO_ID = "An event's id has 64 lower-case hex digits.";

    private final Moderation moderation;
    private final EventStore store;
    private final Privacy privacy;
    private final TransferRoutes transfer;
    private final Pages pages;
    private final Templates templates;

    EventPages(
            Moderation moderation,
            EventStore store,
            Privacy privacy,
            TransferRoutes transfer,
            Pages pages,
            Templates templates) {
        this.moderation = moderation;
        this.store = store;
        this.privacy = privacy;
        this.transfer = transfer;
        this.pages = pages;
        this.templates = templates;
    }

    /**
     * What was looked for.
     *
     * @param id as it was typed in
     * @param message what came of it
     * @param hidden whether the event is between others, and its content is not shown
     */
    public record Found(
            ConsoleSession session,
            String id,
            @Nullable Event event,
            boolean hidden,
            @Nullable String message) {
        static Found none(ConsoleSession session, String id, @Nullable String message) {
            return new Found(session, id, null, false, message);
        }

        public String npub() {
            return event == null ? "" : PublicKeys.npub(event.pubkey());
        }
    }

    Mono<ServerResponse> show(ServerRequest request) {
        ConsoleSession session = ConsoleSession.of(request);
        String id = request.queryParam("id").map(String::strip).orElse("");
        if (id.isEmpty()) {
            return page(request, HttpStatus.OK, Found.none(session, "", null));
        }
        if (!Hex.isLowerCase(id, ID_BYTES)) {
            return page(request, HttpStatus.BAD_REQUEST, Found.none(session, id, NO_ID));
        }
        return find(EventId.fromHex(id))
                .flatMap(event ->
                        page(
                                request,
                                HttpStatus.OK,
                                new Found(session, id, event, privacy.isPrivate(event), null)))
                .switchIfEmpty(
                        Mono.defer(() ->
                                page(
                                        request,
                                        HttpStatus.NOT_FOUND,
                                        Found.none(
                                                session,
                                                id,
                                                "No event with this id is stored here."))));
    }

    /** An event that is removed stays out: whoever has it could send it again. */
    Mono<ServerResponse> remove(ServerRequest request) {
        return request.formData()
                .flatMap(sent -> {
                    String id = Optional.ofNullable(sent.getFirst("id")).orElse("").strip();
                    String reason = Optional.ofNullable(sent.getFirst("reason")).orElse("").strip();
                    if (!Hex.isLowerCase(id, ID_BYTES)) {
                        return page(
                                request,
                                HttpStatus.BAD_REQUEST,
                                Found.none(ConsoleSession.of(request), id, NO_ID));
                    }
                    log.atInfo()
                            .addKeyValue("by", ConsoleSession.of(request).caller().keyId())
                            .addKeyValue("event", id)
                            .log("The operator removes an event");
                    return moderation
                            .ban(EventId.fromHex(id), reason)
                            .then(ServerResponse.seeOther(URI.create("/console/bans")).build());
                });
    }

    /** As a file, whose name the browser takes. */
    Mono<ServerResponse> export(ServerRequest request) {
        HttpHeaders headers = request.exchange().getResponse().getHeaders();
        return transfer.export(request)
                .doOnNext(file ->
                        headers.set(
                                HttpHeaders.CONTENT_DISPOSITION,
                                "attachment; filename=\"events.jsonl\""));
    }

    private Mono<Event> find(EventId id) {
        return store.query(
                        Filter.builder().ids(id).build(),
                        new QueryBound(new LogPosition(Long.MAX_VALUE), 1, Audience.UNRESTRICTED))
                .next()
                .map(stored -> Event.fromJson(stored.body()));
    }

    private Mono<ServerResponse> page(ServerRequest request, HttpStatus status, Found found) {
        return pages.page(request, status, "Events", templates.fill("events", found));
    }
}
