package dev.pylon.nostr.market;

import dev.pylon.nostr.event.Event;
import dev.pylon.nostr.event.EventTemplate;
import dev.pylon.nostr.event.Tag;
import dev.pylon.nostr.event.Tags;
import dev.pylon.nostr.key.SecretKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Those who trade in the tests, and how they write by hand. */
final class Parties {
    static final SecretKey CUSTOMER = SecretKey.fromHex("11".repeat(32));
    static final SecretKey PROVIDER = SecretKey.fromHex("22".repeat(32));
    static final SecretKey STRANGER = SecretKey.fromHex("33".repeat(32));
    static final Optional<SecretKey> NO_KEY = Optional.empty();

    private static final JsonMapper JSON = new JsonMapper();

    private Parties() {}

    /** Tags from JSON in which {@code '} stands for a quotation mark. */
    static Tags tags(String json) {
        List<Tag> tags = new ArrayList<>();
        for (JsonNode tag : JSON.readTree(json.replace('\'', '"'))) {
            tags.add(new Tag(tag.valueStream().map(JsonNode::stringValue).toList()));
        }
        return Tags.of(tags);
    }

    static Event signed(SecretKey author, int kind, String tags, String content) {
        return EventTemplate.of(kind, tags(tags), content).sign(author);
    }

    static Event request(String tags) {
        return signed(CUSTOMER, 5050, tags, "");
    }

    /** An ordinary request to the provider. */
    static JobRequest ordinary(Encryption encryption) {
        Event event =
                JobRequests.template(
                                5050,
                                List.of(JobInput.text("Why is the sky blue?")),
                                java.util.Map.of("model", "llama3"),
                                Optional.empty(),
                                Optional.empty(),
                                List.of("wss://relay.example"),
                                Set.of(PROVIDER.publicKey()),
                                encryption,
                                CUSTOMER)
                        .sign(CUSTOMER);
        return JobRequests.read(event, Optional.of(PROVIDER));
    }
}
