package dev.pylon.buyer.relays;

import dev.pylon.buyer.desk.Desk;
import dev.pylon.buyer.desk.Topics;
import dev.pylon.buyer.job.Job;
import dev.pylon.buyer.settings.BuyerSettings;
import dev.pylon.kit.outbox.Delivery;
import dev.pylon.kit.outbox.OutboxEntry;
import dev.pylon.kit.outbox.OutboxHandler;
import dev.pylon.nostr.event.Event;
import dev.pylon.nostr.event.EventId;
import dev.pylon.relayclient.PublishOutcome;
import dev.pylon.relayclient.RelayPool;
import java.time.Duration;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Tells the relays of a job that it is taken back; for a while, where they do not answer. */
@Component
class Retractor implements OutboxHandler {
    private static final Duration PAUSE = Duration.ofSeconds(5);
    private static final int MAX_ATTEMPTS = 20;

    private final RelayPool pool;
    private final Desk desk;
    private final BuyerSettings settings;

    Retractor(RelayPool pool, Desk desk, BuyerSettings settings) {
        this.pool = pool;
        this.desk = desk;
        this.settings = settings;
    }

    @Override
    public String topic() {
        return Topics.RETRACT;
    }

    @Override
    public Mono<Delivery> handle(OutboxEntry entry) {
        Event deletion = Event.fromJson(entry.payload());
        return desk.look(EventId.fromHex(entry.key()))
                .flatMap(job -> publish(deletion, job, entry.attempts()))
                .defaultIfEmpty(Delivery.done());
    }

    private Mono<Delivery> publish(Event deletion, Job job, int attempts) {
        return pool.publish(deletion, job.terms().relays(), settings.publishLimit())
                .filter(PublishOutcome.Unreachable.class::isInstance)
                .hasElements()
                .map(unheard ->
                        unheard && attempts < MAX_ATTEMPTS
                                ? Delivery.retry(PAUSE, "a relay has not answered")
                                : Delivery.done());
    }
}
