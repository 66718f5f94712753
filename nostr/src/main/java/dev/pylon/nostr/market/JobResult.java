package dev.pylon.nostr.market;

import dev.pylon.nostr.event.Event;
import dev.pylon.nostr.event.EventId;
import dev.pylon.nostr.event.PublicKey;
import dev.pylon.primitives.Msat;
import java.util.Optional;

/**
 * A job's result, kinds 6000 to 6999.
 *
 * @param content in plain text, decrypted if it came encrypted
 * @param requestJson what the {@code request} tag holds
 */
public record JobResult(
        Event event,
        EventId job,
        String content,
        Optional<String> requestJson,
        Optional<Msat> amount,
        Optional<String> bolt11) {
    public PublicKey provider() {
        return event.pubkey();
    }

    /** The event in the {@code request} tag, if that is an event. */
    public Optional<Event> request() {
        return requestJson.flatMap(MarketTags::event);
    }
}
