package dev.pylon.e2e;

import dev.pylon.nostr.event.Event;
import dev.pylon.nostr.event.EventTemplate;
import dev.pylon.nostr.event.Tag;
import dev.pylon.nostr.event.Tags;

/** Replies written tag by tag, so that they can be wrong. */
final class Replies {
    private Replies() {}

    static EventTemplate quote(Event request, long amountMsat, String bolt11) {
        return EventTemplate.of(
                7000,
                Tags.of(
                        Tag.of("status", "payment-required"),
                        Tag.of("amount", Long.toString(amountMsat), bolt11),
                        Tag.of("e", request.id().hex()),
                        Tag.of("p", request.pubkey().hex())),
                "");
    }

    static EventTemplate result(Event request, String text) {
        return resultNaming(request, request, text);
    }

    /** A result whose {@code request} tag holds another event than the one it answers. */
    static EventTemplate resultNaming(Event request, Event named, String text) {
        return EventTemplate.of(
                6050,
                Tags.of(
                        Tag.of("request", named.toJson()),
                        Tag.of("e", request.id().hex()),
                        Tag.of("p", request.pubkey().hex())),
                text);
    }
}
