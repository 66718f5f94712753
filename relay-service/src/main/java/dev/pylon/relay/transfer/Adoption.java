package dev.pylon.relay.transfer;

import dev.pylon.nostr.event.Event;
import dev.pylon.relay.ingest.Checked;
import dev.pylon.relay.ingest.Ingest;
import dev.pylon.relay.ingest.Reply;
import dev.pylon.relay.policy.Refusal;
import dev.pylon.relay.policy.RelayNames;
import dev.pylon.relay.policy.RelaySettings;
import dev.pylon.relay.protocol.VanishRequests;
import java.util.Optional;
import java.util.function.Supplier;
import reactor.core.publisher.Mono;

/** Takes events as if they were published, but for who sends them and how fast. */
public final class Adoption {
    private final Ingest ingest;
    private final Supplier<RelaySettings> settings;

    public Adoption(Ingest ingest, Supplier<RelaySettings> settings) {
        this.ingest = ingest;
        this.settings = settings;
    }

    /**
     * @param trusted whether id and signature are taken to hold
     */
    public Mono<Reply> take(Event event, boolean trusted) {
        Optional<Refusal> elsewhere =
                VanishRequests.check(event, RelayNames.configured(settings.get()));
        if (elsewhere.isPresent()) {
            return Mono.just(Reply.of(elsewhere.get()));
        }
        Mono<Checked> checked = trusted ? Mono.just(ingest.trust(event)) : ingest.check(event);
        return checked.flatMap(this::publish);
    }

    private Mono<Reply> publish(Checked checked) {
        return switch (checked) {
            case Checked.Answered(Reply reply) -> Mono.just(reply);
            case Checked.Valid valid -> ingest.publish(valid.event());
        };
    }
}
