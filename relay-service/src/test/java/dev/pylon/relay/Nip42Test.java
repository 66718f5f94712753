package dev.pylon.relay;

import static dev.pylon.relay.Events.event;
import static dev.pylon.relay.Events.note;
import static dev.pylon.relay.Events.now;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pylon.nostr.event.Event;
import dev.pylon.nostr.key.SecretKey;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Authentication, on a relay that wants it for everything but wallet connect. */
class Nip42Test {
    private static final String ANY = "{\"kinds\":[1],\"limit\":1}";
    private static TestRelay relay;
    private final SecretKey key = SecretKey.generate();
    private RawClient client;

    @BeforeAll
    static void start() {
        relay =
                TestRelay.start(
                        "auth.exempt-kinds=13194,23194,23195",
                        "auth.max-keys=3",
                        "aliases=wss://relay.example.com/");
    }

    @AfterAll
    static void stop() {
        relay.close();
    }

    @BeforeEach
    void connect() {
        client = relay.connect();
    }

    @AfterEach
    void disconnect() {
        client.close();
    }

    @Test
    void theChallengeComesAtOnceAndIsAnotherForEachConnection() {
        assertThat(client.challenge()).matches("[0-9a-f]{64}");
        try (RawClient other = relay.connect()) {
            assertThat(other.challenge()).isNotEqualTo(client.challenge());
        }
    }

    @Test
    void anEventWithoutAuthenticationIsRefusedAtOnceAndAcceptedAfter() {
        Event event = note(key, "hello");

        JsonNode early = client.ok(event);
        assertThat(early.get(2).asBoolean()).isFalse();
        assertThat(early.get(3).asString()).startsWith("auth-required: ");

        client.authenticate(key);
        assertThat(client.ok(event).get(2).asBoolean()).isTrue();
    }

    @Test
    void aRequestWithoutAuthenticationIsClosedAfterAMoment() {
        long begin = System.nanoTime();
        client.send("[\"REQ\",\"s\"," + ANY + "]");

        assertThat(client.next().toString()).startsWith("[\"CLOSED\",\"s\",\"auth-required: ");
        assertThat(Duration.ofNanos(System.nanoTime() - begin))
                .isGreaterThan(Duration.ofMillis(290));

        client.authenticate(key);
        assertThat(client.stored("s", ANY)).hasSizeLessThan(2);
    }

    @Test
    void anEarlyRequestIsAnsweredIfAuthenticationFollowsSoon() {
        client.send("[\"REQ\",\"s\"," + ANY + "]");
        client.authenticate(key);

        JsonNode answer = client.next();
        while (answer.get(0).asString().equals("EVENT")) {
            answer = client.next();
        }
        assertThat(answer).hasToString("[\"EOSE\",\"s\"]");
    }

    @Test
    void whatIsSentRightAfterAuthIsDoneAsAuthenticated() {
        Event auth = RawClient.auth(key, client.url(), client.challenge(), now());
        Event event = note(key, "pipelined");

        client.send("[\"AUTH\"," + auth.toJson() + "]");
        client.publish(event);
        client.send("[\"REQ\",\"s\",{\"ids\":[]}]");

        assertThat(client.nextOk(auth).get(2).asBoolean()).isTrue();
        String both = client.next() + " " + client.next();
        assertThat(both).contains("[\"OK\",\"" + event.id() + "\",true,\"\"]", "[\"EOSE\",\"s\"]");
    }

    @Test
    void anEarlyRequestThatIsClosedIsNotAnswered() {
        client.send("[\"REQ\",\"s\"," + ANY + "]");
        client.send("[\"CLOSE\",\"s\"]");

        assertThat(client.next(Duration.ofMillis(600))).isNull();
    }

    @Test
    void severalKeysAuthenticateOnOneConnectionUpToTheLimit() {
        client.authenticate(key);
        client.authenticate(SecretKey.generate());
        client.authenticate(SecretKey.generate());
        client.authenticate(key);

        JsonNode tooMany =
                client.authenticate(SecretKey.generate(), client.url(), client.challenge(), now());

        assertThat(tooMany.get(2).asBoolean()).isFalse();
        assertThat(tooMany.get(3).asString()).startsWith("rate-limited: ");
        assertThat(client.ok(note(key, "still in")).get(2).asBoolean()).isTrue();
    }

    @Test
    void theRelayTagIsComparedLeniently() {
        String port = ":" + relay.port();
        assertThat(authenticates("WS://LOCALHOST" + port + "/")).isTrue();
        assertThat(authenticates("wss://127.0.0.1" + port)).isTrue();
        assertThat(authenticates("wss://Relay.Example.com")).isTrue();
    }

    @Test
    void whatProvesNothingIsRefused() {
        String url = client.url();
        String challenge = client.challenge();
        long now = now();

        assertRefused(client.authenticate(key, "ws://evil.example.com", challenge, now));
        assertRefused(client.authenticate(key, url, "0".repeat(64), now));
        assertRefused(client.authenticate(key, url, challenge, now - 660));
        assertRefused(client.authenticate(key, url, challenge, now + 660));
        Event wrongKind = event(key, 22243, now, "");
        assertRefused(client.send("[\"AUTH\"," + wrongKind.toJson() + "]").nextOk(wrongKind));
        Event forged = forged(RawClient.auth(key, url, challenge, now));
        assertRefused(client.send("[\"AUTH\"," + forged.toJson() + "]").nextOk(forged));
        assertRefused(client.ok(note(key, "not in")));
    }

    @Test
    void anotherConnectionsChallengeDoesNotServe() {
        try (RawClient other = relay.connect()) {
            assertRefused(client.authenticate(key, client.url(), other.challenge(), now()));
        }
    }

    @Test
    void authEventsAreNeverStored() {
        client.authenticate(key);
        Event auth = RawClient.auth(key, client.url(), client.challenge(), now());

        JsonNode answer = client.ok(auth);

        assertThat(answer.get(2).asBoolean()).isFalse();
        assertThat(answer.get(3).asString()).startsWith("invalid: ");
        assertThat(client.stored("s", "{\"kinds\":[22242]}")).isEmpty();
    }

    @Test
    void exemptKindsNeedNoAuthentication() {
        Event info = event(key, 13194, now(), "pay_invoice");
        assertThat(client.ok(info).get(2).asBoolean()).isTrue();
        String author = "\"authors\":[\"" + key.publicKey() + "\"]";
        assertThat(client.stored("s", "{\"kinds\":[13194]," + author + "}"))
                .containsExactly(info.id().hex());

        client.send("[\"REQ\",\"t\",{\"kinds\":[13194]},{\"kinds\":[1]}]");
        assertThat(client.next().toString()).startsWith("[\"CLOSED\",\"t\",\"auth-required: ");
        client.send("[\"REQ\",\"u\",{" + author + "}]");
        assertThat(client.next().toString()).startsWith("[\"CLOSED\",\"u\",\"auth-required: ");
    }

    @Test
    void countingNeedsAuthenticationToo() {
        client.send("[\"COUNT\",\"c\"," + ANY + "]");
        assertThat(client.next().toString()).startsWith("[\"CLOSED\",\"c\",\"auth-required: ");
    }

    private boolean authenticates(String url) {
        try (RawClient fresh = relay.connect()) {
            return fresh.authenticate(key, url, fresh.challenge(), now()).get(2).asBoolean();
        }
    }

    private static void assertRefused(JsonNode answer) {
        assertThat(answer.get(2).asBoolean()).isFalse();
        assertThat(answer.get(3).asString()).matches("(invalid|auth-required): .+");
    }

    private static Event forged(Event event) {
        return new Event(
                event.id(),
                SecretKey.generate().publicKey(),
                event.createdAt(),
                event.kind(),
                event.tags(),
                event.content(),
                event.sig());
    }
}
