package dev.pylon.kit.console;

import dev.pylon.api.console.ConsoleApi;
import dev.pylon.api.console.ConsoleTicket;
import dev.pylon.kit.auth.Callers;
import java.time.Instant;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** Gives tickets to whoever has a key. */
@RestController
final class TicketEndpoint implements ConsoleApi {
    private final Tickets tickets;

    TicketEndpoint(Tickets tickets) {
        this.tickets = tickets;
    }

    @Override
    public Mono<ConsoleTicket> ticket() {
        return Callers.current()
                .map(caller ->
                        new ConsoleTicket(
                                ConsoleSite.ROOT + "/enter?ticket=" + tickets.issue(caller),
                                Instant.now().plus(Tickets.LIFE)));
    }
}
