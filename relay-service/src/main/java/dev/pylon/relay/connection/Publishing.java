package dev.pylon.relay.connection;

import dev.pylon.nostr.event.Event;
import dev.pylon.nostr.message.RelayMessage;
import dev.pylon.relay.ingest.Checked;
import dev.pylon.relay.ingest.Ingest;
import dev.pylon.relay.ingest.Reply;
import dev.pylon.relay.policy.EventPolicy;
import dev.pylon.relay.policy.RateLimits;
import dev.pylon.relay.policy.Refusal;
import dev.pylon.relay.protocol.ProtectedEvents;
import dev.pylon.relay.protocol.VanishRequests;
import java.util.Optional;
import reactor.core.publisher.Mono;

/** One connection's EVENT messages. Each gets its OK. */
final class Publishing {
    private static final Optional<Refusal> AUTH_REQUIRED =
            Optional.of(Refusal.authRequired("authenticate before you publish"));

    private final Ingest ingest;
    private final EventPolicy policy;
    private final Authentication authentication;
    private final RateLimits.Connection rates;
    private final Outbound outbound;

    Publishing(
            Ingest ingest,
            EventPolicy policy,
            Authentication authentication,
            RateLimits.Connection rates,
            Outbound outbound) {
        this.ingest = ingest;
        this.policy = policy;
        this.authentication = authentication;
        this.rates = rates;
        this.outbound = outbound;
    }

    Mono<Step> prepare(Event event) {
        Optional<Refusal> tooFast = rates.event(authentication.keys());
        if (tooFast.isPresent()) {
            return Mono.just(refuse(event, tooFast.get()));
        }
        boolean mayChange = authentication.isUnderWay();
        Optional<Refusal> early = refusal(event);
        if (early.isPresent() && !mayChange) {
            return Mono.just(refuse(event, early.get()));
        }
        return ingest.check(event)
                .map(checked ->
                        early.isEmpty() ? publish(event, checked) : () -> run(event, checked));
    }

    /** By now every AUTH that came before is decided. */
    private Mono<Void> run(Event event, Checked checked) {
        return refusal(event)
                .map(refusal -> refuse(event, refusal))
                .orElseGet(() -> publish(event, checked))
                .run();
    }

    /** Why this client may not publish the event, as far as is known. */
    private Optional<Refusal> refusal(Event event) {
        if (policy.needsAuthentication(event.kind()) && !authentication.isDone()) {
            return AUTH_REQUIRED;
        }
        return ProtectedEvents.check(event, authentication.keys())
                .or(() -> VanishRequests.check(event, authentication.relayUrls()))
                .or(() -> policy.uninvited(event, authentication.keys()));
    }

    private Step publish(Event event, Checked checked) {
        return switch (checked) {
            case Checked.Answered(Reply reply) -> Step.of(() -> answer(event, reply));
            case Checked.Valid valid ->
                    rates.author(event.pubkey(), authentication.keys())
                            .map(tooFast -> refuse(event, tooFast))
                            .orElseGet(() -> () -> store(valid));
        };
    }

    private Mono<Void> store(Checked.Valid valid) {
        return ingest.publish(valid.event())
                .doOnNext(reply -> answer(valid.event().event(), reply))
                .then();
    }

    private Step refuse(Event event, Refusal refusal) {
        return Step.of(() -> answer(event, Reply.of(refusal)));
    }

    private void answer(Event event, Reply reply) {
        ingest.answered(event, reply);
        outbound.send(new RelayMessage.Ok(event.id(), reply.accepted(), reply.message()));
    }
}
