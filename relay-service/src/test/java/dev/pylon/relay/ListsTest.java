package dev.pylon.relay;

import static dev.pylon.relay.Events.event;
import static dev.pylon.relay.Events.now;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pylon.nostr.event.Event;
import dev.pylon.nostr.event.Tag;
import dev.pylon.nostr.key.SecretKey;
import org.junit.jupiter.api.Test;

/**
 * Lists of follows (NIP-02) and of relays (NIP-65): one of each per key, found by what they name.
 */
class ListsTest {
    private final SecretKey key = SecretKey.generate();
    private final SecretKey friend = SecretKey.generate();

    @Test
    void theNewestListCountsAndIsFoundByWhatItNames() {
        try (TestRelay relay = TestRelay.startOpen();
                RawClient client = relay.connect()) {
            Tag follow = Tag.of("p", friend.publicKey().hex(), "wss://a.example.com", "friend");
            Event follows = event(key, 3, now() - 1, "", follow);
            Event emptied = event(key, 3, now(), "");
            Event relays =
                    event(
                            key,
                            10002,
                            now(),
                            "",
                            Tag.of("r", "wss://a.example.com", "read"),
                            Tag.of("r", "wss://b.example.com/x"));
            Event older = event(key, 10002, now() - 9, "", Tag.of("r", "wss://c.example.com"));
            String byFollow = "{\"kinds\":[3],\"#p\":[\"" + friend.publicKey() + "\"]}";

            client.ok(follows);
            assertThat(client.stored("a", byFollow)).containsExactly(follows.id().hex());
            client.ok(emptied);
            assertThat(client.stored("b", byFollow)).isEmpty();

            client.ok(relays);
            assertThat(client.ok(older).get(3).asString()).startsWith("duplicate: ");
            assertThat(client.stored("c", "{\"#r\":[\"wss://b.example.com/x\"]}"))
                    .containsExactly(relays.id().hex());
            assertThat(client.stored("d", "{\"#r\":[\"wss://c.example.com\",\"read\"]}")).isEmpty();
        }
    }
}
