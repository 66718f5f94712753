package dev.pylon.relay.mirror;

import dev.pylon.nostr.auth.Nip42;
import dev.pylon.nostr.event.Event;
import dev.pylon.nostr.event.EventId;
import dev.pylon.nostr.filter.Filter;
import dev.pylon.nostr.key.SecretKey;
import dev.pylon.nostr.message.ClientMessage;
import dev.pylon.nostr.message.MessageCodec;
import dev.pylon.nostr.message.RelayMessage;
import dev.pylon.nostr.sync.Negentropy;
import dev.pylon.nostr.sync.SyncSet;
import dev.pylon.primitives.Hex;
import dev.pylon.relay.ingest.Reply;
import dev.pylon.relay.policy.MirrorSettings;
import dev.pylon.relay.storage.Audience;
import dev.pylon.relay.storage.EventStore;
import dev.pylon.relay.transfer.Adoption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;
import reactor.netty.http.websocket.WebsocketInbound;
import reactor.netty.http.websocket.WebsocketOutbound;

/**
 * One connection to another relay: compares what both have, a span of time after the other, and
 * fetches what is lacking here. Its messages are dealt with one by one.
 */
final class MirrorSession {
    private static final String COMPARISON = "mirror";
    private static final String FETCH = "fetch";
    private static final int IDS_AT_ONCE = 250;
    private static final int UNDER_WAY = 64;

    /** Own events that are compared at once; more are compared in parts. */
    private static final int MOST_OWN = 100_000;

    private static final int MOST_BYTES = 60_000;
    static final int MOST_FRAME = 16 << 20;
    private static final Duration SILENCE = Duration.ofSeconds(60);

    private final MirrorSettings.Source source;
    private final SecretKey key;
    private final EventStore store;
    private final Adoption adoption;
    private final Refused refused;
    private final MirrorMetrics metrics;
    private final Filter wanted;
    private final Sinks.Many<ClientMessage> sending = Sinks.many().unicast().onBackpressureBuffer();
    private final Deque<TimeSpan> spans = new ArrayDeque<>();
    private final Deque<EventId> lacking = new ArrayDeque<>();
    private volatile Set<EventId> asked = Set.of();
    private @Nullable Negentropy side;
    private RelayMessage.@Nullable Ok admission;
    private boolean awaitingAdmission;
    private boolean comparedOnceAdmitted;
    private boolean done;

    MirrorSession(
            MirrorSettings.Source source,
            SecretKey key,
            EventStore store,
            Adoption adoption,
            Refused refused,
            MirrorMetrics metrics,
            Instant now) {
        this.source = source;
        this.key = key;
        this.store = store;
        this.adoption = adoption;
        this.refused = refused;
        this.metrics = metrics;
        wanted = source.wanted();
        spans.add(TimeSpan.of(wanted, now));
    }

    /**
     * Completes when everything that matches is here; fails if the other relay will not have it.
     */
    Mono<Void> run(WebsocketInbound in, WebsocketOutbound out) {
        Mono<Void> receiving =
                in.aggregateFrames(MOST_FRAME)
                        .receive()
                        .asByteArray()
                        .timeout(SILENCE)
                        .publishOn(Schedulers.parallel(), UNDER_WAY)
                        .map(MessageCodec::readRelay)
                        .flatMapSequential(this::adopt, UNDER_WAY, 1)
                        .concatMap(message -> answer(message).thenReturn(message), 1)
                        .takeUntil(message -> done)
                        .then(Mono.defer(this::ended));
        return Mono.when(
                out.sendString(sending.asFlux().map(ClientMessage::toJson)),
                compare().then(receiving));
    }

    private Mono<Void> ended() {
        sending.tryEmitComplete();
        return done ? Mono.empty() : Mono.error(new MirrorFailed("it closed the connection"));
    }

    /** Compares the next span of time; own events may be too many for that, too. */
    private Mono<Void> compare() {
        TimeSpan span = spans.peek();
        if (span == null) {
            done = true;
            return Mono.empty();
        }
        Filter filter = span.of(wanted);
        return store.items(filter, Audience.UNRESTRICTED, MOST_OWN + 1)
                .publishOn(Schedulers.parallel())
                .flatMap(items -> {
                    if (items.size() > MOST_OWN && span.canSplit()) {
                        return split(span);
                    }
                    Negentropy begun = new Negentropy(SyncSet.of(items), MOST_BYTES);
                    side = begun;
                    send(new ClientMessage.SyncOpen(COMPARISON, filter, Hex.encode(begun.begin())));
                    return Mono.empty();
                });
    }

    private Mono<Void> split(TimeSpan span) {
        spans.remove();
        span.halves().reversed().forEach(spans::push);
        return compare();
    }

    /** Events are taken many at a time; what follows them waits until they are. */
    private Mono<RelayMessage> adopt(RelayMessage message) {
        return message instanceof RelayMessage.EventMessage(String id, Event event)
                        && id.equals(FETCH)
                        && asked.contains(event.id())
                ? adoption.take(event, false)
                        .doOnNext(reply -> count(event, reply))
                        .thenReturn(message)
                : Mono.just(message);
    }

    private void count(Event event, Reply reply) {
        metrics.taken(reply);
        if (!reply.accepted()) {
            refused.add(event.id());
        }
    }

    private Mono<Void> answer(RelayMessage message) {
        return switch (message) {
            case RelayMessage.Challenge(String challenge) -> {
                send(
                        new ClientMessage.Authenticate(
                                Nip42.authTemplate(source.url(), challenge).sign(key)));
                yield Mono.empty();
            }
            case RelayMessage.Ok ok -> admitted(ok);
            case RelayMessage.SyncMessage(String id, String hex) -> learn(hex);
            case RelayMessage.SyncError(String id, String reason) -> refusedBecause(reason);
            case RelayMessage.EndOfStored(String id) -> {
                send(new ClientMessage.Close(FETCH));
                yield fetch();
            }
            case RelayMessage.Closed(String id, String reason) ->
                    Mono.error(new MirrorFailed("it does not give its events: " + reason));
            case RelayMessage.EventMessage event -> Mono.empty();
            case RelayMessage.CountResult count -> Mono.empty();
            case RelayMessage.Notice notice -> Mono.empty();
        };
    }

    private Mono<Void> admitted(RelayMessage.Ok answer) {
        admission = answer;
        return awaitingAdmission ? compareAgain(answer, answer.message()) : Mono.empty();
    }

    /** Said of what was asked before; who is asking may be known in the meantime. */
    private Mono<Void> admissionRequired(String reason) {
        if (admission != null) {
            return compareAgain(admission, reason);
        }
        awaitingAdmission = true;
        return Mono.empty();
    }

    private Mono<Void> compareAgain(RelayMessage.Ok answer, String reason) {
        awaitingAdmission = false;
        if (!answer.accepted() || comparedOnceAdmitted) {
            return Mono.error(new MirrorFailed("it does not let this relay in: " + reason));
        }
        comparedOnceAdmitted = true;
        return compare();
    }

    private Mono<Void> learn(String hex) {
        Negentropy comparing = side;
        if (comparing == null) {
            return Mono.empty();
        }
        Negentropy.Learned learned = comparing.learn(Hex.decode(hex));
        learned.need().stream().filter(id -> !refused.contains(id)).forEach(lacking::add);
        if (learned.next().length > 0) {
            send(new ClientMessage.SyncMessage(COMPARISON, Hex.encode(learned.next())));
            return Mono.empty();
        }
        side = null;
        send(new ClientMessage.SyncClose(COMPARISON));
        return fetch();
    }

    private Mono<Void> refusedBecause(String reason) {
        if (reason.startsWith("auth-required:")) {
            return admissionRequired(reason);
        }
        TimeSpan span = spans.element();
        return reason.startsWith("blocked:") && span.canSplit()
                ? split(span)
                : Mono.error(new MirrorFailed("it does not compare: " + reason));
    }

    /** The next of what is lacking, or else the next span. */
    private Mono<Void> fetch() {
        if (lacking.isEmpty()) {
            spans.remove();
            return compare();
        }
        Set<EventId> next = new HashSet<>();
        while (next.size() < IDS_AT_ONCE && !lacking.isEmpty()) {
            next.add(lacking.remove());
        }
        asked = Set.copyOf(next);
        send(new ClientMessage.Subscribe(FETCH, List.of(Filter.builder().ids(next).build())));
        return Mono.empty();
    }

    private void send(ClientMessage message) {
        sending.tryEmitNext(message).orThrow();
    }
}
