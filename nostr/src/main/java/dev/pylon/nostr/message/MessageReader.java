package dev.pylon.nostr.message;

import dev.pylon.nostr.event.Event;
import dev.pylon.nostr.event.EventId;
import dev.pylon.nostr.event.EventJson;
import dev.pylon.nostr.event.MalformedEvent;
import dev.pylon.nostr.filter.MalformedFilter;
import dev.pylon.nostr.json.JsonReader;
import dev.pylon.nostr.json.MalformedJson;
import org.jspecify.annotations.Nullable;

/**
 * What reading a message has in common for both sides: the array around it, and to remember what it
 * was about if the rest turns out wrong.
 */
abstract class MessageReader<M> {
    private static final int MAX_VERB = 16;

    final JsonReader in;
    private boolean open = true;
    private @Nullable String verb;
    private @Nullable String subscriptionId;
    private @Nullable EventId eventId;

    MessageReader(JsonReader in) {
        this.in = in;
    }

    final M read() {
        try {
            in.beginArray();
            String first = need("the kind of message").nextString();
            verb = first.length() <= MAX_VERB ? first : first.substring(0, MAX_VERB) + "…";
            M message = body(first);
            while (more()) {
                in.skipValue();
            }
            in.expectEnd();
            return message;
        } catch (MalformedJson e) {
            throw malformed(e.reason(), false);
        } catch (MalformedFilter e) {
            throw malformed(e.reason(), e.isUnsupported());
        } catch (MalformedEvent e) {
            eventId = e.id().orElse(eventId);
            throw malformed(e.reason(), false);
        }
    }

    /** Reads what follows the verb. */
    abstract M body(String verb);

    final MalformedMessage unknown() {
        return malformed("unknown message " + verb, true);
    }

    final String subscriptionId() {
        String id = need("the subscription id").nextString();
        if (id.isEmpty()) {
            throw new MalformedJson("the subscription id is empty");
        }
        subscriptionId = id;
        return id;
    }

    final Event event() {
        Event event = EventJson.read(need("the event"));
        eventId = event.id();
        return event;
    }

    final EventId eventId() {
        EventId id = EventId.of(need("the event's id").nextHex(32));
        eventId = id;
        return id;
    }

    /** The reader, at the next element. */
    final JsonReader need(String what) {
        if (!more()) {
            throw new MalformedJson(what + " is missing");
        }
        return in;
    }

    /** Moves to the next element; false when there is none, however often it is asked. */
    final boolean more() {
        open = open && in.nextElement();
        return open;
    }

    private MalformedMessage malformed(String reason, boolean unsupported) {
        return new MalformedMessage(reason, unsupported, verb, subscriptionId, eventId);
    }
}
