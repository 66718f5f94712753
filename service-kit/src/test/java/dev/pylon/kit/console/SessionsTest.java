package dev.pylon.kit.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pylon.kit.auth.ApiKeys;
import dev.pylon.kit.auth.Caller;
import dev.pylon.primitives.Hashes;
import dev.pylon.primitives.Hex;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SessionsTest {
    private static final byte[] SECRET = {1, 2, 3};

    @TempDir Path folder;
    private final HandSet clock = new HandSet();
    private Path file;

    /** A clock that stands until it is set. */
    private static final class HandSet extends Clock {
        private Instant now = Instant.parse("2026-05-01T12:00:00Z");

        void pass(Duration time) {
            now = now.plus(time);
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }

    @BeforeEach
    void keys() throws IOException {
        file = folder.resolve("keys.yml");
        write("one", "secret", "jobs:read");
    }

    private void write(String id, String secret, String scopes) throws IOException {
        Files.writeString(
                file,
                "- id: %s\n  sha256: %s\n  account: a\n  scopes: [\"%s\"]\n"
                        .formatted(
                                id,
                                Hex.encode(Hashes.sha256(secret.getBytes(StandardCharsets.UTF_8))),
                                scopes));
    }

    private Sessions sessions(byte[] secret) {
        return new Sessions(secret, new ApiKeys(file), clock);
    }

    private Caller caller() {
        return new ApiKeys(file).find("secret").orElseThrow();
    }

    @Test
    void aSessionEndsAfterTwelveHours() {
        Sessions sessions = sessions(SECRET);
        String cookie = sessions.open(caller()).orElseThrow();

        clock.pass(Sessions.LIFE.minusSeconds(1));
        assertThat(sessions.caller(cookie)).contains(caller());
        clock.pass(Duration.ofSeconds(1));
        assertThat(sessions.caller(cookie)).isEmpty();
    }

    @Test
    void itIsGoodAtAReplicaAndNowhereElse() {
        String cookie = sessions(SECRET).open(caller()).orElseThrow();

        assertThat(sessions(SECRET).caller(cookie)).contains(caller());
        assertThat(sessions(new byte[] {9}).caller(cookie)).isEmpty();
    }

    @Test
    void itEndsWhenItsKeyIsReplacedAndFollowsItsScopes() throws IOException {
        String cookie = sessions(SECRET).open(caller()).orElseThrow();

        write("one", "secret", "jobs:write");
        assertThat(sessions(SECRET).caller(cookie)).contains(caller());
        write("one", "another secret", "jobs:read");
        assertThat(sessions(SECRET).caller(cookie)).isEmpty();
        write("two", "secret", "jobs:read");
        assertThat(sessions(SECRET).caller(cookie)).isEmpty();
    }

    @Test
    void aTokenBelongsToOneCookie() {
        Sessions sessions = sessions(SECRET);

        assertThat(sessions.isCsrf("mine", sessions.csrf("mine"))).isTrue();
        assertThat(sessions.isCsrf("yours", sessions.csrf("mine"))).isFalse();
        assertThat(sessions.isCsrf("mine", "")).isFalse();
    }

    @Test
    void aTicketOpensOnceAndForAMinute() {
        Tickets tickets = new Tickets(clock);
        String first = tickets.issue(caller());
        String second = tickets.issue(caller());

        assertThat(tickets.redeem(first)).contains(caller());
        assertThat(tickets.redeem(first)).isEmpty();
        clock.pass(Tickets.LIFE);
        assertThat(tickets.redeem(second)).isEmpty();
        assertThat(tickets.redeem("never given")).isEmpty();
    }

    @Test
    void theOldestTicketMakesRoom() {
        Tickets tickets = new Tickets(clock);
        String first = tickets.issue(caller());
        for (int i = 0; i < 100; i++) {
            tickets.issue(caller());
        }

        assertThat(tickets.redeem(first)).isEmpty();
    }
}
