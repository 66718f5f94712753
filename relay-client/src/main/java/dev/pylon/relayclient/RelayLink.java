package dev.pylon.relayclient;

import dev.pylon.nostr.event.Event;
import dev.pylon.nostr.message.ClientMessage;
import dev.pylon.nostr.message.RelayMessage;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;

/**
 * One relay of a pool: keeps a connection to it, made anew whenever it is lost, and carries the
 * subscriptions and publications over from one to the next. Each link has a mailbox of its own, so
 * no relay waits for another.
 */
final class RelayLink implements Wire {
    private static final Logger log = LoggerFactory.getLogger(RelayLink.class);

    private static final Duration ABOUT_TO_START = Duration.ofMillis(500);

    /** A connection that held this long was a good one: the backoff starts from the beginning. */
    private static final Duration STABLE = Duration.ofSeconds(5);

    private static final Duration BETWEEN_NUDGES = Duration.ofSeconds(1);
    private static final int MAX_LOGGED = 200;

    private final RelayUrl relay;
    private final boolean guest;
    private final Transport transport;
    private final Consumer<RelayStatus> onChange;
    private final Mailbox mailbox = new Mailbox();
    private final Tally tally = new Tally();
    private final Publications publications;
    private final WireSubscriptions subscriptions;
    private @Nullable Session session;
    private @Nullable Disposable reconnection;
    private int failures;
    private long attemptedAt;
    private volatile @Nullable RelaySocket socket;
    private volatile RelayState state = RelayState.CONNECTING;
    private volatile Instant since = Instant.now();
    private volatile @Nullable String lastError;
    private volatile @Nullable Duration latency;

    RelayLink(RelayUrl relay, boolean guest, Transport transport, Consumer<RelayStatus> onChange) {
        this.relay = relay;
        this.guest = guest;
        this.transport = transport;
        this.onChange = onChange;
        this.publications = new Publications(this, transport.settings(), tally);
        this.subscriptions = new WireSubscriptions(this, transport.settings(), tally);
    }

    void start() {
        mailbox.execute(this::connect);
    }

    RelayStatus status() {
        RelaySocket open = socket;
        Duration measured = open == null ? null : open.latency();
        if (measured != null) {
            latency = measured;
        }
        return new RelayStatus(relay, state, since, lastError, latency, tally.snapshot());
    }

    Mono<PublishOutcome> publish(Event event, Duration patience) {
        return Mono.create(sink -> {
            var waiter = new Publications.Waiter(event, patience, sink);
            mailbox.execute(() -> {
                publications.add(waiter);
                nudge();
            });
            sink.onCancel(() -> mailbox.execute(() -> publications.remove(waiter)));
        });
    }

    void subscribe(LiveSubscription subscription) {
        subscription.added(relay);
        mailbox.execute(() -> {
            nudge();
            subscriptions.add(subscription, state == RelayState.CONNECTING);
        });
    }

    void unsubscribe(LiveSubscription subscription) {
        mailbox.execute(() -> subscriptions.remove(subscription));
    }

    void filtersReplaced(LiveSubscription subscription) {
        mailbox.execute(() -> subscriptions.filtersReplaced(subscription));
    }

    void askAgain(LiveSubscription subscription, long since) {
        mailbox.execute(() -> subscriptions.askAgain(subscription, since));
    }

    /** Completes when the relay has answered all that it was sent; at once if not connected. */
    Mono<Void> whenIdle() {
        return Mono.create(sink ->
                mailbox.execute(() -> {
                    if (isOpen()) {
                        publications.whenIdle(sink::success);
                    } else {
                        sink.success();
                    }
                }));
    }

    /** For good; completes when the connection is closed. */
    Mono<Void> close(String why) {
        return Mono.<Mono<Void>>create(sink -> mailbox.execute(() -> sink.success(closeNow(why))))
                .flatMap(closing -> closing);
    }

    private Mono<Void> closeNow(String why) {
        if (state == RelayState.CLOSED) {
            return Mono.empty();
        }
        subscriptions.close();
        publications.close(why);
        if (reconnection != null) {
            reconnection.dispose();
        }
        Session last = session;
        session = null;
        become(RelayState.CLOSED);
        return last == null ? Mono.empty() : last.end(why);
    }

    private void connect() {
        if (state == RelayState.CLOSED) {
            return;
        }
        reconnection = null;
        attemptedAt = System.nanoTime();
        become(RelayState.CONNECTING);
        Session next = new Session();
        session = next;
        next.connect();
    }

    /** Somebody wants the relay now: a long wait for the next attempt is cut short. */
    private void nudge() {
        boolean rested = System.nanoTime() - attemptedAt > BETWEEN_NUDGES.toNanos();
        if (state == RelayState.DISCONNECTED && reconnection != null && rested) {
            reconnection.dispose();
            connect();
        }
    }

    private void onOpened() {
        tally.connections.increment();
        log.atInfo().addKeyValue("relay", relay).log("Connected to relay");
        become(RelayState.CONNECTED);
        subscriptions.onOpen();
        publications.onOpen();
    }

    private void onEnded(Session ended, String why) {
        session = null;
        socket = null;
        failures = ended.lasted().compareTo(STABLE) >= 0 ? 1 : failures + 1;
        tally.failures.increment();
        lastError = why;
        Duration wait = backoff(ended).pause(failures, ThreadLocalRandom.current().nextDouble());
        log.atLevel(failures == 1 ? Level.WARN : Level.DEBUG)
                .addKeyValue("relay", relay)
                .addKeyValue("why", why)
                .addKeyValue("retryInMs", wait.toMillis())
                .log("Not connected to relay");
        become(RelayState.DISCONNECTED);
        reconnection = later(wait, this::connect);
        subscriptions.onLost(why);
        publications.onLost();
    }

    /** A relay of this machine that is not there may be about to start, and is nobody else's. */
    private Backoff backoff(Session ended) {
        Backoff usual = transport.settings().backoff();
        return relay.isLoopback() && !ended.wasOpen() ? usual.atMost(ABOUT_TO_START) : usual;
    }

    private void become(RelayState next) {
        if (!(next == RelayState.AUTHENTICATED && state == RelayState.CONNECTED)) {
            since = Instant.now();
        }
        state = next;
        onChange.accept(status());
    }

    @Override
    public RelayUrl relay() {
        return relay;
    }

    @Override
    public boolean isOpen() {
        return state.isConnected();
    }

    @Override
    public boolean isWritable() {
        RelaySocket open = socket;
        return open != null && open.isWritable();
    }

    @Override
    public void send(ClientMessage message) {
        RelaySocket open = socket;
        if (open != null) {
            open.send(message);
        }
    }

    @Override
    public Disposable later(Duration wait, Runnable task) {
        return mailbox.later(transport.timer(), wait, task);
    }

    @Override
    public String trouble() {
        String last = lastError;
        return last == null ? "not connected yet" : "not connected: " + last;
    }

    @Override
    public AuthStanding auth() {
        Session now = session;
        return now == null ? AuthStanding.POSSIBLE : now.authentication.standing();
    }

    /** One connection's part of a link; what an earlier one still says is not listened to. */
    private final class Session implements RelaySocket.Listener, Authentication.Listener {
        private final Authentication authentication =
                new Authentication(RelayLink.this, mailbox, transport, this);
        private @Nullable RelaySocket mine;
        private long openedAt;

        private void connect() {
            RelaySocket connecting = RelaySocket.connect(relay, guest, transport, tally, this);
            mine = connecting;
            socket = connecting;
        }

        private boolean wasOpen() {
            return openedAt != 0;
        }

        private Duration lasted() {
            return openedAt == 0 ? Duration.ZERO : Duration.ofNanos(System.nanoTime() - openedAt);
        }

        private Mono<Void> end(String why) {
            authentication.onEnd();
            return mine == null ? Mono.empty() : mine.close(why);
        }

        private void run(Runnable task) {
            mailbox.execute(() -> {
                if (session == this) {
                    task.run();
                }
            });
        }

        @Override
        public void opened() {
            run(() -> {
                openedAt = System.nanoTime();
                onOpened();
            });
        }

        @Override
        public boolean wants(RelayMessage.EventMessage message) {
            return subscriptions.wants(message);
        }

        @Override
        public void received(RelayMessage message) {
            run(() -> handle(message));
        }

        @Override
        public void received(RelaySocket.Oddity oddity) {
            switch (oddity) {
                case GARBAGE -> tally.garbage.increment();
                case INVALID -> tally.invalid.increment();
                case UNWANTED -> tally.unwanted.increment();
            }
        }

        @Override
        public void writable() {
            run(() -> {
                subscriptions.onWritable();
                publications.flush();
            });
        }

        @Override
        public void ended(String why) {
            run(() -> {
                authentication.onEnd();
                onEnded(this, why);
            });
        }

        @Override
        public void authenticated() {
            become(RelayState.AUTHENTICATED);
            subscriptions.onAuthenticated();
            publications.onAuthenticated();
        }

        @Override
        public void authenticationRefused(String words) {
            lastError = "authentication refused: " + words;
            log.atWarn()
                    .addKeyValue("relay", relay)
                    .addKeyValue("words", words)
                    .log("Relay refused authentication");
            subscriptions.onAuthRefused(words);
            publications.onAuthRefused(words);
        }

        @Override
        public void authenticationUnanswered() {
            subscriptions.onAuthenticated();
            publications.onAuthUnanswered();
        }

        private void handle(RelayMessage message) {
            switch (message) {
                case RelayMessage.EventMessage event -> subscriptions.onEvent(event);
                case RelayMessage.EndOfStored end -> subscriptions.onEndOfStored(end);
                case RelayMessage.Closed closed -> subscriptions.onClosed(closed);
                case RelayMessage.Challenge challenge ->
                        authentication.onChallenge(challenge.challenge());
                case RelayMessage.Ok ok -> {
                    if (!authentication.onOk(ok)) {
                        publications.onOk(ok);
                    }
                }
                case RelayMessage.Notice notice -> {
                    tally.notices.increment();
                    String words = notice.message();
                    log.atDebug()
                            .addKeyValue("relay", relay)
                            .addKeyValue(
                                    "words",
                                    words.substring(0, Math.min(MAX_LOGGED, words.length())))
                            .log("Notice from relay");
                }
                case RelayMessage.CountResult count -> tally.unwanted.increment();
                case RelayMessage.SyncMessage sync -> tally.unwanted.increment();
                case RelayMessage.SyncError error -> tally.unwanted.increment();
            }
        }
    }
}
