package dev.pylon.relay.console;

import dev.pylon.kit.console.ConsoleSession;
import dev.pylon.kit.console.Pages;
import dev.pylon.kit.console.Templates;
import dev.pylon.relay.connection.Connections;
import dev.pylon.relay.policy.RelaySettings;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** Who is connected to this replica, the slowest first. */
public final class ConnectionPages {
    private static final Logger log = LoggerFactory.getLogger(ConnectionPages.class);
    private static final int SHOWN = 50;

    private final Connections connections;
    private final Supplier<RelaySettings> settings;
    private final Pages pages;
    private final Templates templates;

    ConnectionPages(
            Connections connections,
            Supplier<RelaySettings> settings,
            Pages pages,
            Templates templates) {
        this.connections = connections;
        this.settings = settings;
        this.pages = pages;
        this.templates = templates;
    }

    /**
     * Some of those that are open.
     *
     * @param total how many are open
     * @param bound how far behind, in bytes, one is closed
     */
    public record Open(
            ConsoleSession session, long total, long bound, List<Connections.Seen> slowest) {}

    Mono<ServerResponse> show(ServerRequest request) {
        ConsoleSession session = ConsoleSession.of(request);
        return pages.live(
                request,
                "Connections",
                output -> {},
                Mono.fromSupplier(() ->
                        templates.fill(
                                "connections",
                                new Open(
                                        session,
                                        connections.count(),
                                        settings.get().connection().outbound().toBytes(),
                                        connections.slowest(SHOWN)))));
    }

    /** One that is gone already is as good as closed. */
    Mono<ServerResponse> close(ServerRequest request) {
        return request.formData()
                .flatMap(sent -> {
                    boolean closed =
                            connections.close(Optional.ofNullable(sent.getFirst("id")).orElse(""));
                    log.atInfo()
                            .addKeyValue("by", ConsoleSession.of(request).caller().keyId())
                            .addKeyValue("closed", closed)
                            .log("The operator closes a connection");
                    return ServerResponse.seeOther(URI.create("/console/connections")).build();
                });
    }
}
