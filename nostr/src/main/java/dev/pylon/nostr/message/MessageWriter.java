package dev.pylon.nostr.message;

import dev.pylon.nostr.event.Event;
import dev.pylon.nostr.event.EventJson;
import dev.pylon.nostr.filter.Filter;
import dev.pylon.nostr.filter.FilterJson;
import dev.pylon.nostr.json.JsonWriter;
import java.util.List;

/** Writes messages. */
final class MessageWriter {
    private MessageWriter() {}

    static JsonWriter write(ClientMessage message) {
        return switch (message) {
            case ClientMessage.Publish(Event event) -> event(begin("EVENT"), event);
            case ClientMessage.Authenticate(Event event) -> event(begin("AUTH"), event);
            case ClientMessage.Close(String id) -> begin("CLOSE").value(id).endArray();
            case ClientMessage.Subscribe(String id, List<Filter> filters) ->
                    filters(begin("REQ").value(id), filters);
            case ClientMessage.Count(String id, List<Filter> filters) ->
                    filters(begin("COUNT").value(id), filters);
            case ClientMessage.SyncOpen(String id, Filter filter, String hex) -> {
                JsonWriter out = begin("NEG-OPEN").value(id);
                FilterJson.write(filter, out);
                yield out.value(hex).endArray();
            }
            case ClientMessage.SyncMessage(String id, String hex) ->
                    begin("NEG-MSG").value(id).value(hex).endArray();
            case ClientMessage.SyncClose(String id) -> begin("NEG-CLOSE").value(id).endArray();
        };
    }

    static JsonWriter write(RelayMessage message) {
        return switch (message) {
            case RelayMessage.EventMessage(String id, Event event) ->
                    event(begin("EVENT").value(id), event);
            case RelayMessage.Ok ok ->
                    begin("OK")
                            .hex(ok.id().toBytes())
                            .value(ok.accepted())
                            .value(ok.message())
                            .endArray();
            case RelayMessage.EndOfStored(String id) -> begin("EOSE").value(id).endArray();
            case RelayMessage.Closed(String id, String text) ->
                    begin("CLOSED").value(id).value(text).endArray();
            case RelayMessage.Notice(String text) -> begin("NOTICE").value(text).endArray();
            case RelayMessage.Challenge(String challenge) ->
                    begin("AUTH").value(challenge).endArray();
            case RelayMessage.CountResult count -> count(count);
            case RelayMessage.SyncMessage(String id, String hex) ->
                    begin("NEG-MSG").value(id).value(hex).endArray();
            case RelayMessage.SyncError(String id, String reason) ->
                    begin("NEG-ERR").value(id).value(reason).endArray();
        };
    }

    private static JsonWriter count(RelayMessage.CountResult result) {
        JsonWriter out =
                begin("COUNT")
                        .value(result.subscriptionId())
                        .beginObject()
                        .name("count")
                        .value(result.count());
        if (result.approximate()) {
            out.name("approximate").value(true);
        }
        return out.endObject().endArray();
    }

    private static JsonWriter begin(String verb) {
        return new JsonWriter().beginArray().value(verb);
    }

    private static JsonWriter event(JsonWriter out, Event event) {
        EventJson.write(event, out);
        return out.endArray();
    }

    private static JsonWriter filters(JsonWriter out, List<Filter> filters) {
        filters.forEach(filter -> FilterJson.write(filter, out));
        return out.endArray();
    }
}
