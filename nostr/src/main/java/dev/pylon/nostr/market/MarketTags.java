package dev.pylon.nostr.market;

import dev.pylon.nostr.event.Event;
import dev.pylon.nostr.event.EventId;
import dev.pylon.nostr.event.EventJson;
import dev.pylon.nostr.event.MalformedEvent;
import dev.pylon.nostr.event.PublicKey;
import dev.pylon.nostr.event.Tag;
import dev.pylon.nostr.event.Tags;
import dev.pylon.nostr.json.JsonReader;
import dev.pylon.nostr.json.JsonWriter;
import dev.pylon.nostr.json.MalformedJson;
import dev.pylon.nostr.json.Surrogates;
import dev.pylon.nostr.key.PublicKeys;
import dev.pylon.primitives.Hex;
import dev.pylon.primitives.Msat;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reading the tags that several of the market's events share. */
final class MarketTags {
    private static final int MAX_TAGS = 2_000;
    private static final int MAX_AMOUNT_LENGTH = 40;
    private static final Pattern AMOUNT = Pattern.compile("\\d+(_\\d+)*|\\d{1,3}(,\\d{3})+");

    private MarketTags() {}

    /**
     * Millisatoshis as people write them: {@code 100_000}, {@code 100,000}, {@code "100000 "}.
     * Nonsense is empty, not an error.
     */
    static Optional<Msat> amount(String text) {
        if (text.length() > MAX_AMOUNT_LENGTH) {
            return Optional.empty();
        }
        String amount = text.strip();
        if (!AMOUNT.matcher(amount).matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(Msat.of(Long.parseLong(amount.replaceAll("[_,]", ""))));
        } catch (IllegalArgumentException tooMuch) {
            return Optional.empty();
        }
    }

    static Optional<Msat> amountOf(Tags tags) {
        return tags.firstValue("amount").flatMap(MarketTags::amount);
    }

    /**
     * The third element of {@code amount} if it looks like an invoice; addresses occur there too.
     */
    static Optional<String> invoiceOf(Tags tags) {
        return tags.first("amount")
                .flatMap(tag -> tag.value(2))
                .map(String::strip)
                .map(text ->
                        text.regionMatches(true, 0, "lightning:", 0, 10)
                                ? text.substring(10)
                                : text)
                .filter(text ->
                        text.toLowerCase(Locale.ROOT).startsWith("ln") && !text.contains("@"));
    }

    static Optional<EventId> jobOf(Tags tags) {
        return tags.values("e")
                .filter(id -> Hex.isLowerCase(id, 32))
                .findFirst()
                .map(EventId::fromHex);
    }

    /** Hex of any case; npubs occur too. */
    static Optional<PublicKey> key(String hex) {
        try {
            return Optional.of(PublicKeys.parse(hex));
        } catch (IllegalArgumentException unreadable) {
            return Optional.empty();
        }
    }

    static Tags parse(String json) {
        try {
            JsonReader in = JsonReader.of(json);
            Tags tags = EventJson.readTags(in);
            in.expectEnd();
            checkCount(tags);
            return tags;
        } catch (MalformedJson | MalformedEvent e) {
            throw new MalformedJob(
                    RefusalReason.MALFORMED_REQUEST,
                    "the decrypted content is no JSON array of tags: " + e.getMessage());
        }
    }

    /**
     * @throws MalformedJob if there are more than anybody needs
     */
    static void checkCount(Tags tags) {
        if (tags.size() > MAX_TAGS) {
            throw new MalformedJob(
                    RefusalReason.MALFORMED_REQUEST, "more than " + MAX_TAGS + " tags");
        }
    }

    static String write(Tags tags) {
        JsonWriter out = new JsonWriter();
        EventJson.write(Tags.of(tags.list().stream().map(MarketTags::wellFormed).toList()), out);
        return out.toString();
    }

    /** A lone surrogate would be written as an escape that no strict reader takes. */
    private static Tag wellFormed(Tag tag) {
        return new Tag(tag.values().stream().map(Surrogates::replaceLone).toList());
    }

    static Optional<Event> event(String json) {
        try {
            return Optional.of(Event.fromJson(json));
        } catch (MalformedEvent e) {
            return Optional.empty();
        }
    }

    static Tag amountTag(Msat amount, Optional<String> bolt11) {
        return bolt11.map(invoice -> Tag.of("amount", Long.toString(amount.value()), invoice))
                .orElseGet(() -> Tag.of("amount", Long.toString(amount.value())));
    }
}
