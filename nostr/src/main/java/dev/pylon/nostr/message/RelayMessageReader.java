package dev.pylon.nostr.message;

import dev.pylon.nostr.json.JsonReader;
import dev.pylon.nostr.json.MalformedJson;

/** Reads one message of a relay. Words for people that are missing are taken for empty. */
final class RelayMessageReader extends MessageReader<RelayMessage> {
    RelayMessageReader(JsonReader in) {
        super(in);
    }

    @Override
    RelayMessage body(String verb) {
        return switch (verb) {
            case "EVENT" -> new RelayMessage.EventMessage(subscriptionId(), event());
            case "OK" -> new RelayMessage.Ok(eventId(), accepted(), words());
            case "EOSE" -> new RelayMessage.EndOfStored(subscriptionId());
            case "CLOSED" -> new RelayMessage.Closed(subscriptionId(), words());
            case "NOTICE" -> new RelayMessage.Notice(words());
            case "AUTH" -> new RelayMessage.Challenge(need("the challenge").nextString());
            case "COUNT" -> count(subscriptionId());
            case "NEG-MSG" ->
                    new RelayMessage.SyncMessage(
                            subscriptionId(), need("the message in hex").nextString());
            case "NEG-ERR" -> new RelayMessage.SyncError(subscriptionId(), words());
            default -> throw unknown();
        };
    }

    private boolean accepted() {
        return need("whether it was accepted").nextBoolean();
    }

    private String words() {
        return more() ? in.nextString() : "";
    }

    private RelayMessage count(String id) {
        long count = -1;
        boolean approximate = false;
        need("the count").beginObject();
        for (String name = in.nextName(); name != null; name = in.nextName()) {
            switch (name) {
                case "count" -> count = in.nextLong();
                case "approximate" -> approximate = in.nextBoolean();
                default -> in.skipValue();
            }
        }
        if (count < 0) {
            throw new MalformedJson("the count is missing or negative");
        }
        return new RelayMessage.CountResult(id, count, approximate);
    }
}
