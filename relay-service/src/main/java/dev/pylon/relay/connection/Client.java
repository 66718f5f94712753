package dev.pylon.relay.connection;

import dev.pylon.nostr.event.Event;
import dev.pylon.nostr.message.ClientMessage;
import dev.pylon.nostr.message.MalformedMessage;
import dev.pylon.nostr.message.MessageCodec;
import dev.pylon.nostr.message.RelayMessage;
import dev.pylon.relay.flow.Budget;
import dev.pylon.relay.metrics.RelayMetrics;
import dev.pylon.relay.policy.Refusal;
import java.util.function.IntSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * One client. Its messages are prepared several at a time (signatures are checked elsewhere), then
 * taken up in the order in which they came. Only so many bytes of them are held at once; beyond
 * that the socket is not read.
 */
final class Client {
    private static final Logger log = LoggerFactory.getLogger(Client.class);
    private static final int PREPARING = 64;
    private static final int RUNNING = 512;
    private static final int OVERHEAD = 512;

    private final IntSupplier maxMessageLength;
    private final Budget inbound;
    private final LargeMessages large;
    private final Outbound outbound;
    private final Authentication authentication;
    private final Publishing publishing;
    private final Subscribing subscribing;
    private final Syncing syncing;
    private final RelayMetrics metrics;

    /** A message of a client; text unless it says otherwise. */
    @SuppressWarnings("ArrayRecordComponent")
    record Frame(byte[] bytes, boolean text) {}

    private record Prepared(Step step, long cost) {}

    Client(
            IntSupplier maxMessageLength,
            Budget inbound,
            LargeMessages large,
            Outbound outbound,
            Authentication authentication,
            Publishing publishing,
            Subscribing subscribing,
            Syncing syncing,
            RelayMetrics metrics) {
        this.maxMessageLength = maxMessageLength;
        this.inbound = inbound;
        this.large = large;
        this.outbound = outbound;
        this.authentication = authentication;
        this.publishing = publishing;
        this.subscribing = subscribing;
        this.syncing = syncing;
        this.metrics = metrics;
    }

    /** Serves the client until its messages end. */
    Mono<Void> serve(Flux<Frame> frames) {
        return Mono.fromRunnable(() -> outbound.send(authentication.challenge()))
                .thenMany(frames)
                .concatMap(this::admit, 1)
                .flatMapSequential(this::prepare, PREPARING, 1)
                .flatMap(this::run, RUNNING, 1)
                .then()
                .doFinally(signal -> closed());
    }

    /** The connection is over; may be said more than once. */
    void closed() {
        subscribing.closeAll();
        syncing.closeAll();
        outbound.closed();
        large.closed();
    }

    private Mono<Frame> admit(Frame frame) {
        return inbound.take(cost(frame)).then(large.take(cost(frame))).thenReturn(frame);
    }

    private Mono<Void> run(Prepared prepared) {
        return prepared.step
                .run()
                .onErrorResume(this::failed)
                .doFinally(signal -> dealtWith(prepared.cost));
    }

    private void dealtWith(long cost) {
        inbound.give(Math.min(cost, inbound.whole()));
        large.give(cost);
    }

    private Mono<Void> failed(Throwable error) {
        log.atError().setCause(error).log("A message could not be dealt with");
        return Mono.fromRunnable(() -> notice(Refusal.error("the relay failed, try again")));
    }

    private Mono<Prepared> prepare(Frame frame) {
        return step(frame)
                .onErrorResume(error -> Mono.just(() -> failed(error)))
                .map(step -> new Prepared(step, cost(frame)));
    }

    private Mono<Step> step(Frame frame) {
        if (!frame.text) {
            return Mono.just(Step.of(() -> notice(Refusal.invalid("messages are text"))));
        }
        try {
            ClientMessage message = MessageCodec.readClient(frame.bytes);
            return frame.bytes.length > maxMessageLength.getAsInt()
                    ? tooLong(message)
                    : step(message);
        } catch (MalformedMessage malformed) {
            return Mono.just(Step.of(() -> answer(malformed)));
        }
    }

    private Mono<Step> step(ClientMessage message) {
        metrics.message(verb(message));
        return switch (message) {
            case ClientMessage.Publish(Event event) -> publishing.prepare(event);
            case ClientMessage.Authenticate(Event event) -> authenticate(event);
            case ClientMessage.Subscribe subscribe ->
                    Mono.just(Step.of(() -> subscribing.subscribe(subscribe)));
            case ClientMessage.Close(String id) -> Mono.just(Step.of(() -> subscribing.close(id)));
            case ClientMessage.Count count -> Mono.just(() -> subscribing.count(count));
            case ClientMessage.Sync sync -> Mono.just(() -> syncing.take(sync));
        };
    }

    private Mono<Step> authenticate(Event event) {
        return authentication
                .check(event)
                .map(outcome ->
                        Step.of(() -> {
                            outbound.send(authentication.conclude(event, outcome));
                            if (authentication.isDone()) {
                                subscribing.authenticated();
                            }
                        }));
    }

    private Mono<Step> tooLong(ClientMessage message) {
        Refusal refusal =
                Refusal.invalid(
                        "a message has %d bytes at most".formatted(maxMessageLength.getAsInt()));
        return Mono.just(Step.of(() -> outbound.send(refusing(message, refusal))));
    }

    private static RelayMessage refusing(ClientMessage message, Refusal refusal) {
        return switch (message) {
            case ClientMessage.Publish(Event event) ->
                    new RelayMessage.Ok(event.id(), false, refusal.message());
            case ClientMessage.Authenticate(Event event) ->
                    new RelayMessage.Ok(event.id(), false, refusal.message());
            case ClientMessage.Subscribe subscribe ->
                    new RelayMessage.Closed(subscribe.subscriptionId(), refusal.message());
            case ClientMessage.Close close -> new RelayMessage.Notice(refusal.message());
            case ClientMessage.Count count ->
                    new RelayMessage.Closed(count.subscriptionId(), refusal.message());
            case ClientMessage.Sync sync ->
                    new RelayMessage.SyncError(sync.subscriptionId(), refusal.message());
        };
    }

    private void answer(MalformedMessage malformed) {
        metrics.message("malformed");
        RelayMessage answer =
                malformed
                        .eventId()
                        .<RelayMessage>map(
                                id -> new RelayMessage.Ok(id, false, malformed.prefixedReason()))
                        .or(() -> malformed.subscriptionId().map(id -> ended(malformed, id)))
                        .orElseGet(() -> new RelayMessage.Notice(malformed.prefixedReason()));
        if (answer instanceof RelayMessage.Closed closed) {
            subscribing.close(closed.subscriptionId());
        }
        outbound.send(answer);
    }

    private static RelayMessage ended(MalformedMessage malformed, String id) {
        String reason = malformed.prefixedReason();
        return malformed.verb().filter(verb -> verb.startsWith("NEG-")).isPresent()
                ? new RelayMessage.SyncError(id, reason)
                : new RelayMessage.Closed(id, reason);
    }

    private void notice(Refusal refusal) {
        outbound.send(new RelayMessage.Notice(refusal.message()));
    }

    private static long cost(Frame frame) {
        return frame.bytes.length + OVERHEAD;
    }

    private static String verb(ClientMessage message) {
        return switch (message) {
            case ClientMessage.Publish publish -> "EVENT";
            case ClientMessage.Subscribe subscribe -> "REQ";
            case ClientMessage.Close close -> "CLOSE";
            case ClientMessage.Authenticate authenticate -> "AUTH";
            case ClientMessage.Count count -> "COUNT";
            case ClientMessage.Sync sync -> "NEG";
        };
    }
}
