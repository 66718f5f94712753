package dev.pylon.relay.recent;

import dev.pylon.nostr.event.Event;
import dev.pylon.nostr.event.EventId;
import dev.pylon.nostr.event.EventTemplate;
import dev.pylon.nostr.event.PublicKey;
import dev.pylon.nostr.event.Signature;
import dev.pylon.nostr.event.Tag;
import dev.pylon.nostr.event.Tags;
import dev.pylon.nostr.key.SecretKey;
import dev.pylon.relay.storage.LogEntry;
import dev.pylon.relay.storage.LogPosition;
import dev.pylon.relay.storage.RemovedEvent;
import dev.pylon.relay.storage.VerifiedEvent;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Events of a few authors, whose signatures nobody checks. */
final class Sample {
    static final List<PublicKey> KEYS =
            List.of(
                    SecretKey.generate().publicKey(),
                    SecretKey.generate().publicKey(),
                    SecretKey.generate().publicKey());
    private static final Signature SIGNATURE =
            new EventTemplate(1, Tags.none(), "", 1).sign(SecretKey.generate()).sig();

    private Sample() {}

    static Event event(Random random, int key, int kind, long time, Tag... tags) {
        byte[] id = new byte[32];
        random.nextBytes(id);
        return new Event(
                EventId.of(id), KEYS.get(key), time, kind, Tags.of(tags), "text", SIGNATURE);
    }

    static LogEntry.Added added(long position, Event event) {
        return new LogEntry.Added(new LogPosition(position), VerifiedEvent.of(event));
    }

    static LogEntry.Removed removed(LogEntry.Added... entries) {
        return new LogEntry.Removed(
                Arrays.stream(entries)
                        .map(entry ->
                                new RemovedEvent(entry.position(), entry.event().event().id()))
                        .toList());
    }
}
