package dev.pylon.bench.relay;

import dev.pylon.nostr.auth.AuthOutcome;
import dev.pylon.nostr.auth.Nip42;
import dev.pylon.nostr.event.Event;
import dev.pylon.nostr.message.ClientMessage;
import dev.pylon.nostr.message.MessageCodec;
import dev.pylon.nostr.message.RelayMessage;
import java.net.URI;
import java.time.Instant;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.websocket.WebsocketInbound;
import reactor.netty.http.websocket.WebsocketOutbound;

/**
 * A relay without a memory: it wants AUTH, refuses feedback, hands every other event to every
 * subscriber, finds nothing, and does not count.
 */
final class ScriptedRelay implements AutoCloseable {
    private static final String CHALLENGE = "a challenge";

    private final Queue<Sinks.Many<String>> subscribers = new ConcurrentLinkedQueue<>();
    private final DisposableServer server =
            HttpServer.create()
                    .host("127.0.0.1")
                    .port(0)
                    .route(routes -> routes.ws("/", this::serve))
                    .bindNow();

    URI url() {
        return URI.create("ws://127.0.0.1:" + server.port());
    }

    @Override
    public void close() {
        server.disposeNow();
    }

    private Publisher<Void> serve(WebsocketInbound in, WebsocketOutbound out) {
        Sinks.Many<String> answers = Sinks.many().unicast().onBackpressureBuffer();
        say(answers, new RelayMessage.Challenge(CHALLENGE));
        boolean[] authenticated = {false};
        Mono<Void> reading =
                in.aggregateFrames()
                        .receive()
                        .asByteArray()
                        .doOnNext(json -> {
                            ClientMessage message = MessageCodec.readClient(json);
                            if (message instanceof ClientMessage.Authenticate(Event event)) {
                                authenticated[0] = isProof(event);
                                say(answers, ok(event, authenticated[0]));
                            } else if (authenticated[0]) {
                                answer(answers, message);
                            }
                        })
                        .then();
        return Mono.when(reading, out.sendString(answers.asFlux()));
    }

    private void answer(Sinks.Many<String> answers, ClientMessage message) {
        switch (message) {
            case ClientMessage.Publish(Event event) -> {
                boolean wanted = event.kind() != Market.FEEDBACK;
                say(answers, ok(event, wanted));
                if (wanted) {
                    subscribers.forEach(
                            one -> say(one, new RelayMessage.EventMessage("live", event)));
                }
            }
            case ClientMessage.Subscribe subscribe -> {
                subscribers.add(answers);
                say(answers, new RelayMessage.EndOfStored(subscribe.subscriptionId()));
            }
            case ClientMessage.Count count ->
                    say(answers, new RelayMessage.Closed(count.subscriptionId(), "unsupported: "));
            case ClientMessage.Close close -> subscribers.remove(answers);
            case ClientMessage.Authenticate done -> throw new AssertionError(done);
            case ClientMessage.Sync unasked -> throw new AssertionError(unasked);
        }
    }

    private boolean isProof(Event event) {
        return Nip42.check(event, CHALLENGE, Set.of(url().toString()), Instant.now())
                instanceof AuthOutcome.Authenticated;
    }

    private static RelayMessage ok(Event event, boolean accepted) {
        return new RelayMessage.Ok(event.id(), accepted, accepted ? "" : "blocked: no");
    }

    private static void say(Sinks.Many<String> to, RelayMessage message) {
        synchronized (to) {
            to.tryEmitNext(message.toJson()).orThrow();
        }
    }
}
