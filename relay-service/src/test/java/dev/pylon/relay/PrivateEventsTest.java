package dev.pylon.relay;

import static dev.pylon.relay.Events.event;
import static dev.pylon.relay.Events.note;
import static dev.pylon.relay.Events.now;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pylon.nostr.event.Event;
import dev.pylon.nostr.event.Tag;
import dev.pylon.nostr.key.SecretKey;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** NIP-59, NIP-17 and NIP-70 on a relay that asks nobody to authenticate for anything else. */
class PrivateEventsTest {
    private static final Duration SILENCE = Duration.ofMillis(300);
    private static TestRelay relay;
    private final SecretKey alice = SecretKey.generate();
    private final SecretKey bob = SecretKey.generate();
    private final SecretKey stranger = SecretKey.generate();
    private RawClient client;

    @BeforeAll
    static void start() {
        relay = TestRelay.startOpen("auth.hold=50ms");
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
    void aGiftWrapIsServedToItsRecipientAlone() {
        Event wrap = wrapFor(bob);
        assertAccepted(client.ok(wrap));
        String byId = "{\"ids\":[\"" + wrap.id() + "\"]}";
        String byTag = "{\"#p\":[\"" + bob.publicKey() + "\"]}";

        assertThat(client.stored("a", byId)).isEmpty();
        assertThat(client.stored("b", byTag)).isEmpty();
        assertThat(count(client, byId)).isZero();
        assertThat(count(client, byTag)).isZero();

        try (RawClient other = relay.connect().authenticate(stranger)) {
            assertThat(other.stored("a", byId)).isEmpty();
            assertThat(other.stored("b", byTag)).isEmpty();
            assertThat(count(other, byId)).isZero();
            assertThat(other.stored("c", "{\"kinds\":[1059]}")).isEmpty();
        }
        try (RawClient recipient = relay.connect().authenticate(stranger).authenticate(bob)) {
            assertThat(recipient.stored("a", byId)).containsExactly(wrap.id().hex());
            assertThat(recipient.stored("b", byTag)).containsExactly(wrap.id().hex());
            assertThat(recipient.stored("c", "{\"kinds\":[1059]}"))
                    .containsExactly(wrap.id().hex());
            assertThat(count(recipient, byTag)).isEqualTo(1);
        }
    }

    @Test
    void aGiftWrapComesLiveToItsRecipientAlone() {
        String everything = "{\"since\":" + (now() - 5) + ",\"limit\":0}";
        try (RawClient recipient = relay.connect();
                RawClient other = relay.connect().authenticate(stranger)) {
            recipient.stored("live", everything);
            recipient.authenticate(bob);
            other.stored("live", everything);
            client.stored("live", everything);
            Event wrap = wrapFor(bob);
            Event passing = event(alice, 21059, now(), "x", Tag.of("p", bob.publicKey().hex()));
            try (RawClient publisher = relay.connect()) {
                assertAccepted(publisher.ok(wrap));
                assertAccepted(publisher.ok(passing));
            }
            assertThat(id(recipient.next())).isEqualTo(wrap.id().hex());
            assertThat(id(recipient.next())).isEqualTo(passing.id().hex());
            assertThat(other.next(SILENCE)).isNull();
            assertThat(client.next(SILENCE)).isNull();
        }
    }

    @Test
    void whoAsksForPrivateKindsOnlyIsToldToAuthenticate() {
        client.send("[\"REQ\",\"s\",{\"kinds\":[1059]}]");
        assertThat(client.next().toString()).startsWith("[\"CLOSED\",\"s\",\"auth-required: ");
        client.send("[\"COUNT\",\"c\",{\"kinds\":[4,1059]}]");
        assertThat(client.next().toString()).startsWith("[\"CLOSED\",\"c\",\"auth-required: ");
        assertThat(client.stored("t", "{\"kinds\":[1,1059],\"limit\":1}")).hasSizeLessThan(2);
    }

    @Test
    void othersMailIsNeitherListedNorCounted() {
        client.authenticate(stranger);
        String filter = "{\"kinds\":[1059],\"#p\":[\"" + bob.publicKey() + "\"]}";
        client.send("[\"REQ\",\"s\"," + filter + "]");
        assertThat(client.next().toString()).startsWith("[\"CLOSED\",\"s\",\"restricted: ");
        client.send("[\"COUNT\",\"c\"," + filter + "]");
        assertThat(client.next().toString()).startsWith("[\"CLOSED\",\"c\",\"restricted: ");
    }

    @Test
    void aDirectMessageIsServedToBothItsParties() {
        Event message = event(alice, 4, now(), "?iv=", Tag.of("p", bob.publicKey().hex()));
        assertAccepted(client.ok(message));
        String filter = "{\"ids\":[\"" + message.id() + "\"]}";
        String sent = "{\"kinds\":[4],\"authors\":[\"" + alice.publicKey() + "\"]}";

        assertThat(client.stored("s", filter)).isEmpty();
        for (SecretKey party : new SecretKey[] {alice, bob}) {
            try (RawClient reader = relay.connect().authenticate(party)) {
                assertThat(reader.stored("s", filter)).hasSize(1);
                assertThat(reader.stored("t", sent)).hasSize(1);
            }
        }
        try (RawClient other = relay.connect().authenticate(stranger)) {
            assertThat(other.stored("t", sent)).isEmpty();
        }
    }

    @Test
    void aRecipientDeletesItsGiftWrapEvenBeforeItComes() {
        Event wrap = wrapFor(bob);
        Event late = wrapFor(bob);
        Event others = wrapFor(alice);
        client.ok(wrap);
        client.ok(others);

        client.ok(
                event(
                        bob,
                        5,
                        now(),
                        "",
                        Tag.of("e", wrap.id().hex()),
                        Tag.of("e", late.id().hex()),
                        Tag.of("e", others.id().hex())));

        assertThat(client.ok(late).get(3).asString()).startsWith("blocked: ");
        assertThat(client.ok(wrap).get(3).asString()).startsWith("blocked: ");
        client.authenticate(alice).authenticate(bob);
        assertThat(client.stored("s", "{\"kinds\":[1059]}")).containsExactly(others.id().hex());
    }

    @Test
    void aProtectedEventComesFromItsAuthorOrNotAtAll() {
        Event guarded = event(alice, 1, now(), "members only", Tag.of("-"));

        assertThat(client.ok(guarded).get(3).asString()).startsWith("auth-required: ");
        client.authenticate(bob);
        assertThat(client.ok(guarded).get(3).asString()).startsWith("restricted: ");
        client.authenticate(alice);
        assertAccepted(client.ok(guarded));
        assertAccepted(client.ok(event(bob, 6, now(), "", Tag.of("e", guarded.id().hex()))));
        JsonNode repost = client.ok(event(bob, 6, now(), guarded.toJson()));
        assertThat(repost.get(3).asString()).startsWith("blocked: ");
        assertAccepted(client.ok(event(bob, 6, now(), note(alice, "free").toJson())));
    }

    @RepeatedTest(30)
    void aProtectedEventRightAfterAuthIsTaken() {
        Event auth = RawClient.auth(alice, client.url(), client.challenge(), now());
        Event guarded = event(alice, 1, now(), "pipelined", Tag.of("-"));
        client.send("[\"AUTH\"," + auth.toJson() + "]").publish(guarded);

        assertAccepted(client.nextOk(auth));
        assertAccepted(client.nextOk(guarded));
    }

    private static Event wrapFor(SecretKey recipient) {
        Tag tag = Tag.of("p", recipient.publicKey().hex());
        return event(SecretKey.generate(), 1059, now() - 2, "sealed", tag);
    }

    private static String id(JsonNode message) {
        return message.get(2).get("id").asString();
    }

    private static int count(RawClient client, String filter) {
        client.send("[\"COUNT\",\"c\"," + filter + "]");
        return client.next().get(2).get("count").asInt();
    }

    private static void assertAccepted(JsonNode ok) {
        assertThat(ok.get(2).asBoolean()).as(ok.toString()).isTrue();
    }
}
