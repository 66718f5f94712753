package dev.pylon.nostr.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Ids of text that implementations are known to disagree on. */
class CanonicalJsonTest {
    private static final PublicKey AUTHOR =
            PublicKey.fromHex("17162c921dc4d2518f9a101db33695df1afb56ab82f5ff3e5da6eec3ca5cd917");

    /** All characters that JSON does not allow as they are. */
    private static final String CONTROLS =
            IntStream.range(0, 0x20)
                    .mapToObj(c -> String.valueOf((char) c))
                    .collect(Collectors.joining());

    /** Ids computed by JavaScript: SHA-256 of {@code JSON.stringify([0, author, …])} in UTF-8. */
    static Stream<Arguments> idsFromJavaScript() {
        return Stream.of(
                of("plain", "971cf2bedc5d7f49419ec3d0cd22e7c488b6f8f7db5c0cfbb36093dd37ef2f94"),
                of(CONTROLS, "55779e8cab835646326e8c34a09b44f2392beb01f2a165cf1dd7381c07139ab7"),
                of(
                        "\u007f\u0080\u009f\u00a0\u00ad",
                        "12b95907b4c80d9a6e7b5da2fe2a5130fab6ab41f18fa012cd7117d7b9392c59"),
                of(
                        "\"\\/\b\f\n\r\t",
                        "2f87a46cd3f83a89ebe916ac7bf0d5dea98b715f7332c3fdbb0ab119c1dae841"),
                of(
                        "\u2028\u2029\ufeff\ufffe\uffff",
                        "b274ba6adfa3191324047a5e056fd1f4a5c2a34e4d9e4905cb7d0f5cda8add31"),
                of(
                        "Gr\u00fc\u00dfe \u4f60\u597d \ud83c\udf0d e\u0301",
                        "421ce0d8cca0204ddb3ea41dcab463f8b5ae4db21d47f813cda6c4bfda7b9da9"),
                of(
                        "<script>&'</script>",
                        "a3a2d66d8af15c244cdfd5c78d0f4c3b2fd417f0db28b2e4b33e0626f6e5caaa"),
                of(
                        "\\" + "u0041",
                        "959066096510036474606ec6c149c7b9cfb238e7482502698c62bbd71b502adb"),
                of(
                        String.valueOf((char) 0),
                        "a386472e0d8cdf5cf2a865d9ed390f1b8323162a8f0d96271bce909f53f80166"));
    }

    @ParameterizedTest
    @MethodSource("idsFromJavaScript")
    void idsAgreeWithOtherClients(String content, String id) {
        EventTemplate template = new EventTemplate(1, Tags.none(), content, 1_700_000_000);

        assertThat(template.idFor(AUTHOR).hex()).isEqualTo(id);
    }

    @Test
    void tagsAreEscapedLikeContent() {
        Tags tags = Tags.of(Tag.of("t", CONTROLS + "\u007f\"\\"), Tag.of("x"), Tag.of("", ""));
        EventTemplate template = new EventTemplate(1, tags, "", 1_700_000_000);

        assertThat(template.idFor(AUTHOR).hex())
                .isEqualTo("272391c9ea0a988c9951aa8a4b06362201d01b449d8f7d295088e30842049a64");
    }

    @Test
    void theIdDoesNotDependOnHowTheTextWasEscapedOnTheWire() {
        String verbatim = event("\"Grüße 🌍 / x\"", "[[\"t\",\"ü\"]]");
        String escaped =
                event(
                        "\"Gr\\u00fc\\u00DFe \\ud83c\\udf0d \\/ \\u0078\"",
                        "[ [ \"\\u0074\" , \"\\u00FC\" ] ]");

        assertThat(Event.fromJson(escaped)).isEqualTo(Event.fromJson(verbatim));
        assertThat(Event.fromJson(escaped).toJson()).isEqualTo(verbatim);
    }

    @Test
    void aLoneSurrogateIsHashedAsJavaScriptDoesAndNeverRead() {
        String content = "a\ud83c";
        Event forged =
                new Event(
                        EventId.fromHex("00".repeat(32)),
                        AUTHOR,
                        0,
                        1,
                        Tags.none(),
                        content,
                        Signature.fromHex("00".repeat(64)));

        assertThat(forged.toJson()).contains("\"a\\ud83c\"");
        assertThat(List.of(forged.hasValidId(), forged.isValid())).containsOnly(false);
        org.assertj.core.api.Assertions.assertThatThrownBy(() -> Event.fromJson(forged.toJson()))
                .isInstanceOf(MalformedEvent.class)
                .hasMessageContaining("lone surrogate");
    }

    private static Arguments of(String content, String id) {
        return Arguments.of(content, id);
    }

    private static String event(String content, String tags) {
        return "{\"id\":\"%s\",\"pubkey\":\"%s\",\"created_at\":1,\"kind\":1,\"tags\":%s,\"content\":%s,\"sig\":\"%s\"}"
                .formatted("00".repeat(32), AUTHOR, tags, content, "00".repeat(64));
    }
}
