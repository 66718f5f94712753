package dev.pylon.relayclient;

import dev.pylon.nostr.auth.Nip42;
import dev.pylon.nostr.event.Event;
import dev.pylon.nostr.event.EventId;
import dev.pylon.nostr.event.Signer;
import dev.pylon.nostr.message.ClientMessage;
import dev.pylon.nostr.message.RelayMessage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.scheduler.Scheduler;

/**
 * NIP-42 on one connection. A relay may challenge at any time and again; the latest challenge is
 * the one answered, and one answer is under way at a time, so a relay that floods us with
 * challenges costs no more signatures than it sends OKs. Within the mailbox only.
 */
final class Authentication {
    private static final int MAX_CHALLENGE = 1024;

    /** Hears how it went. */
    interface Listener {
        void authenticated();

        void authenticationRefused(String words);

        /** No OK in time; one that comes later still counts. */
        void authenticationUnanswered();
    }

    private final Wire wire;
    private final Listener listener;
    private final Executor mailbox;
    private final Transport transport;
    private @Nullable String challenge;
    private @Nullable EventId awaited;
    private @Nullable Disposable alarm;
    private boolean busy;
    private Wire.AuthStanding standing;

    Authentication(Wire wire, Executor mailbox, Transport transport, Listener listener) {
        this.wire = wire;
        this.mailbox = mailbox;
        this.transport = transport;
        this.listener = listener;
        this.standing =
                transport.settings().identity() == null
                        ? Wire.AuthStanding.IMPOSSIBLE
                        : Wire.AuthStanding.POSSIBLE;
    }

    Wire.AuthStanding standing() {
        return standing;
    }

    void onChallenge(String text) {
        if (text.length() > MAX_CHALLENGE) {
            return;
        }
        challenge = text;
        if (!busy) {
            answer();
        }
    }

    /** True if the OK was for our answer. */
    boolean onOk(RelayMessage.Ok ok) {
        if (!ok.id().equals(awaited)) {
            return false;
        }
        awaited = null;
        finish();
        if (ok.accepted()) {
            standing = Wire.AuthStanding.DONE;
            listener.authenticated();
        } else {
            if (standing != Wire.AuthStanding.DONE) {
                standing = Wire.AuthStanding.REFUSED;
            }
            listener.authenticationRefused(ok.message());
        }
        answer();
        return true;
    }

    void onEnd() {
        challenge = null;
        awaited = null;
        finish();
    }

    private void answer() {
        Signer key = transport.settings().identity();
        String latest = challenge;
        if (key == null || latest == null) {
            return;
        }
        challenge = null;
        busy = true;
        Scheduler signers = transport.verifier().threads();
        signers.schedule(() -> {
            Event answer = Nip42.authTemplate(wire.relay().value(), latest).sign(key);
            mailbox.execute(() -> send(answer));
        });
    }

    private void send(Event answer) {
        if (!busy) {
            return;
        }
        awaited = answer.id();
        alarm = wire.later(transport.settings().authTimeout(), this::onTimeout);
        wire.send(new ClientMessage.Authenticate(answer));
    }

    private void onTimeout() {
        finish();
        listener.authenticationUnanswered();
        answer();
    }

    private void finish() {
        busy = false;
        if (alarm != null) {
            alarm.dispose();
            alarm = null;
        }
    }
}
