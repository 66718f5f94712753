package dev.pylon.relay.connection;

import dev.pylon.nostr.event.Event;
import dev.pylon.nostr.message.RelayMessage;
import dev.pylon.relay.ingest.Checked;
import dev.pylon.relay.ingest.Ingest;
import dev.pylon.relay.ingest.Reply;
import dev.pylon.relay.policy.EventPolicy;
import dev.pylon.relay.policy.Refusal;
import reactor.core.publisher.Mono;

/** One connection's EVENT messages. Each gets its OK. */
final class Publishing {
    private final Ingest ingest;
    private final EventPolicy policy;
    private final Authentication authentication;
    private final Outbound outbound;

    Publishing(
            Ingest ingest, EventPolicy policy, Authentication authentication, Outbound outbound) {
        this.ingest = ingest;
        this.policy = policy;
        this.authentication = authentication;
        this.outbound = outbound;
    }

    Mono<Step> prepare(Event event) {
        boolean open = !policy.needsAuthentication(event.kind());
        if (!open && !authentication.isDoneOrUnderWay()) {
            return Mono.just(refuse(event));
        }
        return ingest.check(event)
                .map(checked ->
                        open || authentication.isDone()
                                ? publish(event, checked)
                                : () -> run(event, checked));
    }

    /** By now every AUTH that came before is decided. */
    private Mono<Void> run(Event event, Checked checked) {
        return (authentication.isDone() ? publish(event, checked) : refuse(event)).run();
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

    private Step refuse(Event event) {
        return Step.of(() ->
                answer(event, Reply.of(Refusal.authRequired("authenticate before you publish"))));
    }

    private void answer(Event event, Reply reply) {
        ingest.answered(event, reply);
        outbound.send(new RelayMessage.Ok(event.id(), reply.accepted(), reply.message()));
    }
}
