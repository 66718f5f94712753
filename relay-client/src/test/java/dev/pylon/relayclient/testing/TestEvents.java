package dev.pylon.relayclient.testing;

import dev.pylon.nostr.event.Event;
import dev.pylon.nostr.event.EventTemplate;
import dev.pylon.nostr.event.Signature;
import dev.pylon.nostr.event.Signer;
import dev.pylon.nostr.event.Tag;
import dev.pylon.nostr.event.Tags;
import dev.pylon.nostr.key.SecretKey;
import java.time.Instant;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Signed events to send about. */
public final class TestEvents {
    private TestEvents() {}

    public static Event note(String content, Tag... tags) {
        return signed(SecretKey.generate(), 1, content, tags);
    }

    public static Event signed(Signer author, int kind, String content, Tag... tags) {
        return EventTemplate.of(kind, Tags.of(tags), content).sign(author);
    }

    public static Event at(Instant time, String content) {
        return EventTemplate.of(1, Tags.none(), content)
                .withCreatedAt(time)
                .sign(SecretKey.generate());
    }

    /** By one author, of kind 1, each a second after the other, the last one now. */
    public static Stream<Event> series(int count) {
        SecretKey author = SecretKey.generate();
        Instant now = Instant.now();
        return IntStream.range(0, count)
                .mapToObj(i ->
                        EventTemplate.of(1, Tags.none(), "note " + i)
                                .withCreatedAt(now.minusSeconds(count - 1L - i))
                                .sign(author));
    }

    /** The same event with a signature that does not hold. */
    public static Event forged(Event event) {
        byte[] bytes = event.sig().toBytes();
        bytes[40] ^= 1;
        return new Event(
                event.id(),
                event.pubkey(),
                event.createdAt(),
                event.kind(),
                event.tags(),
                event.content(),
                Signature.of(bytes));
    }

    /** The same event with other words, under the id and signature of the true one. */
    public static Event altered(Event event, String content) {
        return new Event(
                event.id(),
                event.pubkey(),
                event.createdAt(),
                event.kind(),
                event.tags(),
                content,
                event.sig());
    }
}
