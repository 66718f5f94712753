package dev.pylon.nostr.json;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pylon.nostr.event.EventArbitraries;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class JsonWriterTest {
    @Test
    void putsCommasWhereTheyBelong() {
        JsonWriter out =
                new JsonWriter(0)
                        .beginArray()
                        .value(1)
                        .beginObject()
                        .name("a")
                        .value(true)
                        .name("b")
                        .beginArray()
                        .endArray()
                        .name("c")
                        .raw("null".getBytes(StandardCharsets.UTF_8))
                        .endObject()
                        .value("x")
                        .hex(new byte[] {0, -1})
                        .value(Long.MIN_VALUE)
                        .endArray();

        assertThat(out)
                .hasToString(
                        "[1,{\"a\":true,\"b\":[],\"c\":null},\"x\",\"00ff\",-9223372036854775808]");
    }

    @Test
    void growsForTheWorstOfStrings() {
        String controls = "\u0001".repeat(10_000);
        String worst = "aaaa€€€€🌍".repeat(3_000) + controls;

        assertThat(JsonReader.of(new JsonWriter().value(worst).toBytes()).nextString())
                .isEqualTo(worst);
    }

    @Provide
    Arbitrary<String> text() {
        return EventArbitraries.text();
    }

    @Property
    void everyTextComesBack(@ForAll("text") String text) {
        byte[] bytes = new JsonWriter(0).value(text).toBytes();

        assertThat(JsonReader.of(bytes).nextString()).isEqualTo(text);
        assertThat(new String(bytes, StandardCharsets.UTF_8))
                .hasToString(new JsonWriter().value(text).toString());
    }

    @Property
    void loneSurrogatesAreFoundAndReplaced(@ForAll String any) {
        String repaired = Surrogates.replaceLone(any);

        assertThat(Surrogates.areWellFormed(repaired)).isTrue();
        assertThat(repaired)
                .isEqualTo(
                        new String(
                                any.getBytes(StandardCharsets.UTF_16BE),
                                StandardCharsets.UTF_16BE));
        assertThat(Surrogates.areWellFormed(any))
                .isEqualTo(StandardCharsets.UTF_8.newEncoder().canEncode(any));
    }
}
