package dev.pylon.nostr.message;

import dev.pylon.nostr.event.Event;
import dev.pylon.nostr.json.JsonReader;
import dev.pylon.nostr.json.JsonWriter;
import dev.pylon.nostr.json.MalformedJson;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Reads the messages of both sides in one pass over their bytes. Whatever those are, nothing is
 * thrown but {@link MalformedMessage}. How long a message may be is for the caller to check first;
 * memory used is proportional to it. Elements beyond those that NIP-01 names are ignored.
 */
public final class MessageCodec {
    private MessageCodec() {}

    /**
     * Reads one whole message.
     *
     * @throws MalformedMessage if it is none that we know
     */
    public static ClientMessage readClient(byte[] utf8) {
        return new ClientMessageReader(JsonReader.of(utf8)).read();
    }

    /**
     * Reads what remains in the buffer, whose position is left alone.
     *
     * @throws MalformedMessage if it is none that we know
     */
    public static ClientMessage readClient(ByteBuffer utf8) {
        return new ClientMessageReader(JsonReader.of(utf8)).read();
    }

    /**
     * Reads one whole message.
     *
     * @throws MalformedMessage if it is none that we know
     */
    public static ClientMessage readClient(byte[] utf8, int offset, int length) {
        return new ClientMessageReader(JsonReader.of(utf8, offset, length)).read();
    }

    /**
     * Reads one whole message.
     *
     * @throws MalformedMessage if it is none that we know
     */
    public static ClientMessage readClient(String text) {
        return new ClientMessageReader(reader(text)).read();
    }

    /**
     * Reads one whole message.
     *
     * @throws MalformedMessage if it is none that we know
     */
    public static RelayMessage readRelay(byte[] utf8) {
        return new RelayMessageReader(JsonReader.of(utf8)).read();
    }

    /**
     * Reads what remains in the buffer, whose position is left alone.
     *
     * @throws MalformedMessage if it is none that we know
     */
    public static RelayMessage readRelay(ByteBuffer utf8) {
        return new RelayMessageReader(JsonReader.of(utf8)).read();
    }

    /**
     * Reads one whole message.
     *
     * @throws MalformedMessage if it is none that we know
     */
    public static RelayMessage readRelay(byte[] utf8, int offset, int length) {
        return new RelayMessageReader(JsonReader.of(utf8, offset, length)).read();
    }

    /**
     * Reads one whole message.
     *
     * @throws MalformedMessage if it is none that we know
     */
    public static RelayMessage readRelay(String text) {
        return new RelayMessageReader(reader(text)).read();
    }

    /**
     * What stands before an event's own JSON in an EVENT message to this subscription; a closing
     * bracket follows it. So one encoding of an event serves every subscriber.
     *
     * @see Event#toJsonBytes
     */
    public static byte[] eventPrefix(String subscriptionId) {
        String whole =
                new JsonWriter().beginArray().value("EVENT").value(subscriptionId).toString();
        return (whole + ",").getBytes(StandardCharsets.UTF_8);
    }

    private static JsonReader reader(String text) {
        try {
            return JsonReader.of(text);
        } catch (MalformedJson e) {
            throw new MalformedMessage(e.reason(), false, null, null, null);
        }
    }
}
