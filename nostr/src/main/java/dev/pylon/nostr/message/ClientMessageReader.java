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
            default -> throw unknown();
        };
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
