package dev.pylon.nostr.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class EventPropertyTest {
    private static final JsonMapper JACKSON = new JsonMapper();

    @Provide
    Arbitrary<Event> events() {
        return EventArbitraries.events();
    }

    @Property
    void everyEventComesBackFromItsJson(@ForAll("events") Event event) {
        assertThat(Event.fromJson(event.toJson())).isEqualTo(event);
        assertThat(Event.fromJson(event.toJsonBytes())).isEqualTo(event);
    }

    @Property
    void anotherLibraryReadsTheSame(@ForAll("events") Event event) {
        JsonNode read = JACKSON.readTree(event.toJsonBytes());

        assertThat(read.size()).isEqualTo(7);
        assertThat(read.get("id").stringValue()).isEqualTo(event.id().hex());
        assertThat(read.get("pubkey").stringValue()).isEqualTo(event.pubkey().hex());
        assertThat(read.get("created_at").longValue()).isEqualTo(event.createdAt());
        assertThat(read.get("kind").intValue()).isEqualTo(event.kind());
        assertThat(read.get("content").stringValue()).isEqualTo(event.content());
        assertThat(read.get("sig").stringValue()).isEqualTo(event.sig().hex());
        assertThat(
                        read.get("tags")
                                .valueStream()
                                .map(tag -> tag.valueStream().map(JsonNode::stringValue).toList())
                                .toList())
                .isEqualTo(event.tags().list().stream().map(Tag::values).toList());
    }

    @Property
    void whatAnotherLibraryWritesIsReadTheSame(@ForAll("events") Event event) {
        String pretty =
                JACKSON.writerWithDefaultPrettyPrinter()
                        .writeValueAsString(JACKSON.readTree(event.toJson()));

        assertThat(Event.fromJson(pretty)).isEqualTo(event);
    }

    @Property
    void theIdIsTheHashOfNip01sText(@ForAll("events") Event event) throws Exception {
        EventTemplate template =
                new EventTemplate(event.kind(), event.tags(), event.content(), event.createdAt());

        assertThat(template.idFor(event.pubkey()).hex()).isEqualTo(naiveId(event));
    }

    private static String naiveId(Event event) throws NoSuchAlgorithmException {
        String tags =
                event.tags().list().stream()
                        .map(tag ->
                                tag.values().stream()
                                        .map(EventPropertyTest::quoted)
                                        .collect(Collectors.joining(",", "[", "]")))
                        .collect(Collectors.joining(",", "[", "]"));
        String text =
                "[0,\"%s\",%d,%d,%s,%s]"
                        .formatted(
                                event.pubkey(),
                                event.createdAt(),
                                event.kind(),
                                tags,
                                quoted(event.content()));
        byte[] hash =
                MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        return java.util.HexFormat.of().formatHex(hash);
    }

    private static String quoted(String text) {
        return text.chars()
                .mapToObj(EventPropertyTest::escaped)
                .collect(Collectors.joining("", "\"", "\""));
    }

    private static String escaped(int c) {
        return switch (c) {
            case '\n' -> "\\n";
            case '"' -> "\\\"";
            case '\\' -> "\\\\";
            case '\r' -> "\\r";
            case '\t' -> "\\t";
            case '\b' -> "\\b";
            case '\f' -> "\\f";
            default -> c < 0x20 ? String.format("\\u%04x", c) : String.valueOf((char) c);
        };
    }
}
