package dev.pylon.nostr.event;

import dev.pylon.nostr.json.JsonReader;
import dev.pylon.nostr.json.MalformedJson;
import dev.pylon.primitives.Secp256k1;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;

/**
 * A signed event of NIP-01. That its id and its signature hold is not implied: ask {@link
 * #isValid}.
 *
 * @param createdAt seconds since 1970, from 0 to {@link #MAX_TIME}
 * @param kind from 0 to 65535
 */
public record Event(
        EventId id,
        PublicKey pubkey,
        long createdAt,
        int kind,
        Tags tags,
        String content,
        Signature sig) {
    /** 2^53 − 1, the largest whole number that every client computes the same id for. */
    public static final long MAX_TIME = (1L << 53) - 1;

    /** The order of NIP-01: of two as old, the one with the lower id comes first. */
    public static final Comparator<Event> NEWEST_FIRST =
            Comparator.comparingLong(Event::createdAt).reversed().thenComparing(Event::id);

    public Event {
        EventJson.checkTime(createdAt);
        EventJson.checkKind(kind);
    }

    /**
     * Reads one event.
     *
     * @throws MalformedEvent if the text is not one event and nothing else
     */
    public static Event fromJson(String json) {
        try {
            return fromJson(JsonReader.of(json));
        } catch (MalformedJson e) {
            throw new MalformedEvent(e.reason(), null);
        }
    }

    /**
     * Reads one event.
     *
     * @throws MalformedEvent if the bytes are not one event and nothing else
     */
    public static Event fromJson(byte[] utf8) {
        return fromJson(JsonReader.of(utf8));
    }

    private static Event fromJson(JsonReader in) {
        Event event = EventJson.read(in);
        try {
            in.expectEnd();
        } catch (MalformedJson e) {
            throw new MalformedEvent(e.reason(), event.id);
        }
        return event;
    }

    /** Whether the id is the hash of the rest. */
    public boolean hasValidId() {
        return id.equals(EventJson.idOf(pubkey, createdAt, kind, tags, content));
    }

    /**
     * Whether the key signed the id, about 40 µs of work. Says nothing of whether the id is right.
     */
    public boolean hasValidSignature() {
        return Secp256k1.get().verifySchnorr(sig.toBytes(), id.toBytes(), pubkey.toBytes());
    }

    public boolean isValid() {
        return hasValidId() && hasValidSignature();
    }

    /** Without white space, the fields in the order of NIP-01; equal events give equal text. */
    public String toJson() {
        return EventJson.write(this).toString();
    }

    /** {@link #toJson} in UTF-8. */
    public byte[] toJsonBytes() {
        return EventJson.write(this).toBytes();
    }

    public Instant createdAtInstant() {
        return Instant.ofEpochSecond(createdAt);
    }

    /** When it ceases to be of interest (NIP-40); empty if never, or if the tag is no time. */
    public Optional<Instant> expiration() {
        return tags.firstValue("expiration").flatMap(EventJson::parseTime);
    }
}
