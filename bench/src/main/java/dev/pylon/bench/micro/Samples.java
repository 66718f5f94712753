package dev.pylon.bench.micro;

import dev.pylon.nostr.event.Event;
import dev.pylon.nostr.event.EventTemplate;
import dev.pylon.nostr.event.Kinds;
import dev.pylon.nostr.event.Tag;
import dev.pylon.nostr.event.Tags;
import dev.pylon.nostr.key.SecretKey;

/** Events as the market has them. The key is fixed, so every run measures the same bytes. */
final class Samples {
    static final SecretKey KEY =
            SecretKey.fromHex("b7e151628aed2a6abf7158809cf4f3c762e7160f38b4da56a784d9045190cfef");

    private Samples() {}

    /** A job's request of about 700 bytes. */
    static Event jobRequest() {
        Tags tags =
                Tags.of(
                        Tag.of("i", "Why is the sky blue? Answer in one sentence.", "text"),
                        Tag.of("param", "model", "apple-on-device"),
                        Tag.of("param", "temperature", "0.2"),
                        Tag.of("output", "text/plain"),
                        Tag.of("bid", "50000"),
                        Tag.of("relays", "ws://127.0.0.1:7447", "wss://relay.example.com"),
                        Tag.of("p", KEY.publicKey().hex()));
        return new EventTemplate(Kinds.TEXT_GENERATION, tags, "", 1_760_000_000L).sign(KEY);
    }

    /** A result of 8 KiB with quotes, line ends and characters of two and four bytes. */
    static Event longResult() {
        String line = "The \"sky\" scatters blue light: λ⁻⁴ 🌤\n";
        String text = line.repeat(8192 / line.length());
        Tags tags = Tags.of(Tag.of("p", KEY.publicKey().hex()), Tag.of("amount", "21000"));
        return new EventTemplate(Kinds.TEXT_GENERATION_RESULT, tags, text, 1_760_000_000L)
                .sign(KEY);
    }
}
