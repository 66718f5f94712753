package dev.pylon.bridge.process;

import dev.pylon.bridge.BridgeSettings;
import java.net.http.HttpClient;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Looks at one process from its start to its end, and says what ended it. */
final class HealthWatch {
    private static final int MISSES = 3;
    private static final Duration FIRST_LOOK = Duration.ofMillis(30);

    private final BridgeSettings settings;
    private final HttpClient client;
    private final Process process;
    private final String nonce;
    private String reason = "it has ended";
    private boolean strangerAnswered;

    HealthWatch(BridgeSettings settings, HttpClient client, Process process, String nonce) {
        this.settings = settings;
        this.client = client;
        this.process = process;
        this.nonce = nonce;
    }

    String reason() {
        return reason;
    }

    /** Its first healthy answer; empty if it ends before, or takes too long. */
    Optional<Health> first() throws InterruptedException {
        Instant limit = Instant.now().plus(settings.startLimit());
        while (Instant.now().isBefore(limit)) {
            if (hasEndedWithin(FIRST_LOOK, " while starting")) {
                return Optional.empty();
            }
            Optional<Health> seen = look();
            if (seen.isPresent() && process.isAlive()) {
                return seen;
            }
        }
        reason =
                "it was not healthy within "
                        + settings.startLimit().toSeconds()
                        + " s of its start"
                        + denial();
        return Optional.empty();
    }

    /** Returns when it has ended or hangs. */
    void untilItEnds(Consumer<Health> seen) throws InterruptedException {
        int misses = 0;
        while (misses < MISSES) {
            if (hasEndedWithin(settings.healthInterval(), "")) {
                return;
            }
            Optional<Health> now = look();
            misses = now.isPresent() ? 0 : misses + 1;
            now.ifPresent(seen);
        }
        reason = "it did not answer " + MISSES + " times in a row, and was ended" + denial();
    }

    private Optional<Health> look() throws InterruptedException {
        Optional<Health> answer = Health.ask(client, settings.port(), settings.healthLimit());
        Optional<Health> own =
                answer.filter(said -> !settings.requireNonce() || said.nonce().equals(nonce));
        strangerAnswered = answer.isPresent() && own.isEmpty();
        return own;
    }

    private boolean hasEndedWithin(Duration wait, String when) throws InterruptedException {
        if (!process.waitFor(wait.toMillis(), TimeUnit.MILLISECONDS)) {
            return false;
        }
        reason = "it ended with status " + process.exitValue() + when;
        return true;
    }

    private String denial() {
        return strangerAnswered
                ? ": what answers on port "
                        + settings.port()
                        + " does not repeat the nonce it was given, so it is not taken for ours"
                        + " (for a program that can't, set pylon.bridge.require-nonce=false)"
                : "";
    }
}
