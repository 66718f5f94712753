package dev.pylon.relay.connection;

import dev.pylon.nostr.event.Event;
import dev.pylon.nostr.message.RelayMessage;
import dev.pylon.relay.ingest.Checked;
import dev.pylon.relay.ingest.Ingest;
import dev.pylon.relay.ingest.Reply;
import dev.pylon.relay.policy.EventPolicy;
import dev.pylon.relay.policy.Refusal;
import dev.pylon.relay.protocol.ProtectedEvents;
import dev.pylon.relay.protocol.VanishRequests;
import java.util.Optional;
import java.util.Set;
import reactor.core.publisher.Mono;

/** One connection's EVENT messages. Each gets its OK. */
final class Publishing {
    private static final Optional<Refusal> AUTH_REQUIRED =
            Optional.of(Refusal.authRequired("authenticate before you publish"));

    private final Ingest ingest;
    private final EventPolicy policy;
    private final Authentication authentication;
    private final Set<String> relayUrls;
    private final Outbound outbound;

    /**
     * @param relayUrls the names that this relay has for its client
     */
    Publishing(
            Ingest ingest,
            EventPolicy policy,
            Authentication authentication,
            Set<String> relayUrls,
            Outbound outbound) {
        this.ingest = ingest;
        this.policy = policy;
        this.authentication = authentication;
        this.relayUrls = relayUrls;
        this.outbound = outbound;
    }

    Mono<Step> prepare(Event event) {
        Optional<Refusal> early = refusal(event);
        if (early.isPresent() && !authentication.isUnderWay()) {
            return Mono.just(Step.of(() -> answer(event, Reply.of(early.get()))));
        }
        return ingest.check(event)
                .map(checked ->
                        early.isEmpty() ? publish(event, checked) : () -> run(event, checked));
    }

    /** By now every AUTH that came before is decided. */
    private Mono<Void> run(Event event, Checked checked) {
        return refusal(event)
                .map(refusal -> Step.of(() -> answer(event, Reply.of(refusal))))
                .orElseGet(() -> publish(event, checked))
                .run();
    }

    /** Why this client may not publish the event, as far as is known. */
    private Optional<Refusal> refusal(Event event) {
        if (policy.needsAuthentication(event.kind()) && !authentication.isDone()) {
            return AUTH_REQUIRED;
        }
        return ProtectedEvents.check(event, authentication.keys())
                .or(() -> VanishRequests.check(event, relayUrls));
    }

    private Step publish(Event event, Checked checked) {
        return switch (checked) {
            case Checked.Answered(Reply reply) -> Step.of(() -> answer(event, reply));
            case Checked.Valid valid ->
                    () ->
                            ingest.publish(valid.event())
                                    .doOnNext(reply -> answer(event, reply))
                                    .then();
        };
    }

    private void answer(Event event, Reply reply) {
        ingest.answered(event, reply);
        outbound.send(new RelayMessage.Ok(event.id(), reply.accepted(), reply.message()));
    }
}
