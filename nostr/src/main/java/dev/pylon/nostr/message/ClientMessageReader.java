package dev.pylon.nostr.message;

import dev.pylon.nostr.filter.Filter;
import dev.pylon.nostr.filter.FilterJson;
import dev.pylon.nostr.json.JsonReader;
import java.util.ArrayList;
import java.util.List;

/** Reads one message of a client. */
final class ClientMessageReader extends MessageReader<ClientMessage> {
    ClientMessageReader(JsonReader in) {
        super(in);
    }

    @Override
    ClientMessage body(String verb) {
        return switch (verb) {
            case "EVENT" -> new ClientMessage.Publish(event());
            case "REQ" -> new ClientMessage.Subscribe(subscriptionId(), filters());
            case "CLOSE" -> new ClientMessage.Close(subscriptionId());
            case "AUTH" -> new ClientMessage.Authenticate(event());
            case "COUNT" -> new ClientMessage.Count(subscriptionId(), filters());
            case "NEG-OPEN" ->
                    new ClientMessage.SyncOpen(
                            subscriptionId(), FilterJson.read(need("the filter")), hex());
            case "NEG-MSG" -> new ClientMessage.SyncMessage(subscriptionId(), hex());
            case "NEG-CLOSE" -> new ClientMessage.SyncClose(subscriptionId());
            default -> throw unknown();
        };
    }

    private String hex() {
        return need("the message in hex").nextString();
    }

    private List<Filter> filters() {
        List<Filter> filters = new ArrayList<>(2);
        filters.add(FilterJson.read(need("the filter")));
        while (more()) {
            filters.add(FilterJson.read(in));
        }
        return filters;
    }
}
