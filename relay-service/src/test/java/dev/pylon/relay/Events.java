package dev.pylon.relay;

import dev.pylon.nostr.event.Event;
import dev.pylon.nostr.event.EventTemplate;
import dev.pylon.nostr.event.Tag;
import dev.pylon.nostr.event.Tags;
import dev.pylon.nostr.key.SecretKey;

/** Signed events, short to write. */
final class Events {
    private Events() {}

    static long now() {
        return System.currentTimeMillis() / 1000;
    }

    static Event note(SecretKey key, String content) {
        return event(key, 1, now(), content);
    }

    static Event event(SecretKey key, int kind, long createdAt, String content, Tag... tags) {
        return new EventTemplate(kind, Tags.of(tags), content, createdAt).sign(key);
    }
}
