package dev.pylon.buyer.relays;

import dev.pylon.api.buyer.PublishOutcome;
import dev.pylon.buyer.course.Happening;
import dev.pylon.buyer.desk.Desk;
import dev.pylon.buyer.desk.Resumable;
import dev.pylon.buyer.desk.Topics;
import dev.pylon.buyer.job.Job;
import dev.pylon.buyer.job.RelayAnswer;
import dev.pylon.buyer.settings.BuyerSettings;
import dev.pylon.kit.outbox.Delivery;
import dev.pylon.kit.outbox.OutboxEntry;
import dev.pylon.kit.outbox.OutboxHandler;
import dev.pylon.nostr.event.EventId;
import dev.pylon.relayclient.RelayPool;
import dev.pylon.relayclient.RelayUrl;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Publishes a job at its relays, each on its own: where we listen already or know that we cannot.
 * What each relay says is on record; one that does not answer is tried until the job's deadline.
 */
@Component
class Publisher implements OutboxHandler, Resumable {
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration LONG_PAUSE = Duration.ofSeconds(15);
    private static final int PATIENT_ATTEMPTS = 10;

    private final RelayPool pool;
    private final Listening listening;
    private final GuestRelays guests;
    private final Desk desk;
    private final BuyerSettings settings;

    Publisher(
            RelayPool pool,
            Listening listening,
            GuestRelays guests,
            Desk desk,
            BuyerSettings settings) {
        this.pool = pool;
        this.listening = listening;
        this.guests = guests;
        this.desk = desk;
        this.settings = settings;
    }

    @Override
    public String topic() {
        return Topics.PUBLISH;
    }

    @Override
    public Mono<Delivery> handle(OutboxEntry entry) {
        return desk.look(EventId.fromHex(entry.key()))
                .flatMap(job -> job.work().isClosed() ? Mono.empty() : publish(job, entry))
                .defaultIfEmpty(Delivery.done());
    }

    /** At once, without waiting for the lease of a process that is gone. */
    @Override
    public Mono<Void> resume(Job job) {
        return job.work().isOpen() && desk.now().isBefore(job.deadline())
                ? publishWhereOpen(job).then()
                : Mono.empty();
    }

    private Mono<Delivery> publish(Job job, OutboxEntry entry) {
        boolean last = !desk.now().isBefore(job.deadline());
        return publishWhereOpen(job)
                .map(answers ->
                        last || answers.stream().noneMatch(Publisher::isOpen)
                                ? Delivery.done()
                                : Delivery.retry(
                                        entry.attempts() < PATIENT_ATTEMPTS ? PAUSE : LONG_PAUSE,
                                        "a relay has not answered"));
    }

    private Mono<List<RelayAnswer>> publishWhereOpen(Job job) {
        List<RelayUrl> open =
                job.relays().entrySet().stream()
                        .filter(answer -> isOpen(answer.getValue()))
                        .map(Map.Entry::getKey)
                        .toList();
        return Flux.fromIterable(open)
                .flatMap(relay -> publish(job, relay), Math.max(1, open.size()))
                .collectList();
    }

    private static boolean isOpen(RelayAnswer answer) {
        return switch (answer.outcome()) {
            case PENDING, UNREACHABLE -> true;
            case ACCEPTED, REFUSED -> false;
        };
    }

    private Mono<RelayAnswer> publish(Job job, RelayUrl relay) {
        if (!guests.welcome(relay)) {
            return tell(
                    job,
                    relay,
                    new RelayAnswer(
                            PublishOutcome.UNREACHABLE, "connected to too many relays already"));
        }
        return listening
                .untilHeard(relay, settings.subscribeWait())
                .then(
                        Mono.defer(() ->
                                pool.publish(
                                                job.terms().request(),
                                                List.of(relay),
                                                settings.publishLimit())
                                        .next()))
                .flatMap(outcome -> tell(job, relay, answer(outcome)));
    }

    private Mono<RelayAnswer> tell(Job job, RelayUrl relay, RelayAnswer answer) {
        return desk.tell(job.id(), new Happening.RelayAnswered(relay, answer)).thenReturn(answer);
    }

    private static RelayAnswer answer(dev.pylon.relayclient.PublishOutcome outcome) {
        return switch (outcome) {
            case dev.pylon.relayclient.PublishOutcome.Accepted accepted ->
                    new RelayAnswer(PublishOutcome.ACCEPTED, words(accepted.words()));
            case dev.pylon.relayclient.PublishOutcome.Refused refused ->
                    new RelayAnswer(PublishOutcome.REFUSED, words(refused.words()));
            case dev.pylon.relayclient.PublishOutcome.Unreachable unreachable ->
                    new RelayAnswer(PublishOutcome.UNREACHABLE, words(unreachable.why()));
        };
    }

    private static @Nullable String words(String text) {
        return text.isBlank() ? null : text;
    }
}
