package dev.pylon.nostr.event;

import dev.pylon.nostr.json.Surrogates;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Arbitrary events, whose ids and signatures mean nothing. */
public final class EventArbitraries {
    private EventArbitraries() {}

    public static Arbitrary<Event> events() {
        return Combinators.combine(
                        bytes(32).map(EventId::of),
                        bytes(32).map(PublicKey::of),
                        Arbitraries.longs().between(0, Event.MAX_TIME),
                        Arbitraries.integers().between(0, 65535),
                        tags(),
                        text(),
                        bytes(64).map(Signature::of))
                .as(Event::new);
    }

    public static Arbitrary<Tags> tags() {
        return text().list()
                .ofMinSize(1)
                .ofMaxSize(4)
                .map(Tag::new)
                .list()
                .ofMaxSize(4)
                .map((List<Tag> list) -> Tags.of(list));
    }

    /** Any text that has a UTF-8 form, with more than a fair share of what needs escaping. */
    public static Arbitrary<String> text() {
        return Arbitraries.oneOf(
                Arbitraries.strings().all().ofMaxLength(30).map(Surrogates::replaceLone),
                Arbitraries.strings()
                        .withChars("\"\\/\b\f\n\r\t\0\u0001\u001f\u007f\u2028\ud83c\udf0d")
                        .ofMaxLength(30)
                        .map(Surrogates::replaceLone),
                Arbitraries.strings().ascii().ofMaxLength(100));
    }

    public static Arbitrary<byte[]> bytes(int count) {
        return Arbitraries.bytes().array(byte[].class).ofSize(count);
    }
}
