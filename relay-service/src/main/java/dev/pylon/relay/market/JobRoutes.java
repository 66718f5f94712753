package dev.pylon.relay.market;

import dev.pylon.api.relay.RelayInformation;
import dev.pylon.kit.console.Templates;
import dev.pylon.nostr.event.EventId;
import dev.pylon.primitives.Hex;
import dev.pylon.relay.policy.RelaySettings;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** {@code /jobs/{id}}: a job's thread, unless the operator keeps threads to those who connect. */
public final class JobRoutes {
    private static final Logger log = LoggerFactory.getLogger(JobRoutes.class);
    private static final int ID_BYTES = 32;

    private final JobThreads threads;
    private final Supplier<RelaySettings> settings;
    private final Sheets sheets;

    public JobRoutes(
            JobThreads threads,
            Supplier<RelayInformation> information,
            Supplier<RelaySettings> settings,
            Templates templates) {
        this.threads = threads;
        this.settings = settings;
        this.sheets = new Sheets(information, templates);
    }

    public RouterFunction<ServerResponse> routes() {
        return RouterFunctions.route().GET("/jobs/{id}", this::thread).build();
    }

    private Mono<ServerResponse> thread(ServerRequest request) {
        String id = request.pathVariable("id");
        if (!Hex.isLowerCase(id, ID_BYTES)) {
            return sheets.problem(
                    HttpStatus.BAD_REQUEST,
                    "No job's id",
                    "A job's id has 64 lower-case hex digits. Check the address.");
        }
        if (!settings.get().page().jobs()) {
            return sheets.problem(
                    HttpStatus.NOT_FOUND,
                    "No threads here",
                    "This relay shows no jobs here. A Nostr client can ask it for the event.");
        }
        return threads.of(EventId.fromHex(id))
                .map(JobShown::of)
                .flatMap(job ->
                        sheets.live("Job " + id.substring(0, 8) + " · " + job.work(), "job", job))
                .switchIfEmpty(
                        Mono.defer(() ->
                                sheets.problem(
                                        HttpStatus.NOT_FOUND,
                                        "No such job",
                                        "This relay has no such job. Requests are kept for a while"
                                                + " only, and their authors may take them back.")))
                .onErrorResume(failure -> {
                    log.atWarn()
                            .addKeyValue("job", id)
                            .setCause(failure)
                            .log("A job's thread could not be read");
                    return sheets.problem(
                            HttpStatus.SERVICE_UNAVAILABLE,
                            "No answer",
                            "The relay can't read its store now. Try again soon.");
                });
    }
}
