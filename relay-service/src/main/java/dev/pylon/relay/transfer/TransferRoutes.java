package dev.pylon.relay.transfer;

import dev.pylon.kit.auth.Callers;
import dev.pylon.kit.auth.Scope;
import dev.pylon.kit.problem.ProblemException;
import dev.pylon.nostr.filter.Filter;
import dev.pylon.nostr.filter.MalformedFilter;
import dev.pylon.relay.storage.EventStore;
import dev.pylon.relay.storage.ExportCursor;
import dev.pylon.relay.storage.StoredEvent;
import java.util.List;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferFactory;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.BodyExtractors;
import org.springframework.web.reactive.function.BodyInserters;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Events as JSON lines, for who has an API key with the scope {@code admin}. {@code GET
 * /api/export} takes a {@code filter} and, to go on where an export ended, {@code
 * after=<created_at>:<id>} of its last line. {@code POST /api/import} may be repeated, since what
 * is known is not taken again.
 */
public final class TransferRoutes {
    private static final int OVERHEAD = 1;

    private final EventStore store;
    private final Import imports;

    public TransferRoutes(EventStore store, Import imports) {
        this.store = store;
        this.imports = imports;
    }

    public RouterFunction<ServerResponse> routes() {
        return RouterFunctions.route()
                .GET("/api/export", this::export)
                .POST("/api/import", this::take)
                .build();
    }

    /** Streams what matches the query's filter, to whom has the scope. */
    public Mono<ServerResponse> export(ServerRequest request) {
        return Callers.require(Scope.ADMIN)
                .flatMap(admin -> {
                    Filter filter = filter(request);
                    ExportCursor after = after(request);
                    DataBufferFactory buffers = request.exchange().getResponse().bufferFactory();
                    Flux<DataBuffer> pages =
                            store.export(filter, after).map(page -> lines(page, buffers));
                    return ServerResponse.ok()
                            .contentType(MediaType.APPLICATION_NDJSON)
                            .body(BodyInserters.fromDataBuffers(pages));
                });
    }

    private Mono<ServerResponse> take(ServerRequest request) {
        boolean trusted = request.queryParam("trusted").map(Boolean::parseBoolean).orElse(false);
        return Callers.require(Scope.ADMIN)
                .flatMap(admin -> imports.of(request.body(BodyExtractors.toDataBuffers()), trusted))
                .flatMap(summary -> ServerResponse.ok().bodyValue(summary));
    }

    private static Filter filter(ServerRequest request) {
        try {
            return Filter.fromJson(request.queryParam("filter").orElse("{}"));
        } catch (MalformedFilter e) {
            throw ProblemException.badRequest("invalid-filter", e.reason());
        }
    }

    private static ExportCursor after(ServerRequest request) {
        try {
            return request.queryParam("after").map(ExportCursor::parse).orElse(ExportCursor.START);
        } catch (IllegalArgumentException e) {
            throw ProblemException.badRequest(
                    "invalid-cursor", "after is written <created_at>:<id of 64 hex digits>");
        }
    }

    private static DataBuffer lines(List<StoredEvent> page, DataBufferFactory buffers) {
        int size = page.stream().mapToInt(event -> event.body().length + OVERHEAD).sum();
        DataBuffer lines = buffers.allocateBuffer(size);
        for (StoredEvent event : page) {
            lines.write(event.body());
            lines.write((byte) '\n');
        }
        return lines;
    }
}
