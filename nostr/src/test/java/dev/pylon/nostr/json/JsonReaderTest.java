package dev.pylon.nostr.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonReaderTest {
    @Test
    void readsEveryTypeOfValue() {
        JsonReader in =
                JsonReader.of(
                        " { \"a\" : [ 1 , -2.5E+1 , true , false , null , \"x\" ] , \"b\":{}} ");

        assertThat(in.peek()).isEqualTo(JsonType.OBJECT);
        in.beginObject();
        assertThat(in.nextName()).isEqualTo("a");
        assertThat(in.peek()).isEqualTo(JsonType.ARRAY);
        in.beginArray();
        assertThat(in.nextElement()).isTrue();
        assertThat(in.peek()).isEqualTo(JsonType.NUMBER);
        assertThat(in.nextLong()).isEqualTo(1);
        assertThat(in.nextElement()).isTrue();
        assertThat(in.nextNumber()).isEqualTo("-2.5E+1");
        assertThat(in.nextElement()).isTrue();
        assertThat(in.peek()).isEqualTo(JsonType.BOOLEAN);
        assertThat(in.nextBoolean()).isTrue();
        assertThat(in.nextElement()).isTrue();
        assertThat(in.nextBoolean()).isFalse();
        assertThat(in.nextElement()).isTrue();
        assertThat(in.peek()).isEqualTo(JsonType.NULL);
        in.nextNull();
        assertThat(in.nextElement()).isTrue();
        assertThat(in.peek()).isEqualTo(JsonType.STRING);
        assertThat(in.nextString()).isEqualTo("x");
        assertThat(in.nextElement()).isFalse();
        assertThat(in.nextName()).isEqualTo("b");
        in.skipValue();
        assertThat(in.nextName()).isNull();
        in.expectEnd();
    }

    @ParameterizedTest
    @ValueSource(
            longs = {
                0,
                1,
                -1,
                9,
                10,
                1_700_000_000L,
                Long.MAX_VALUE,
                Long.MIN_VALUE,
                -922337203685477580L
            })
    void readsEveryLong(long value) {
        assertThat(JsonReader.of(Long.toString(value)).nextLong()).isEqualTo(value);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "9223372036854775808",
                "-9223372036854775809",
                "99999999999999999999",
                "1.5",
                "1e2",
                "-",
                "01",
                "-01",
                ".5",
                "1.",
                "1.e1",
                "1e",
                "1e+",
                "+1",
                "\"1\"",
                "",
                "NaN"
            })
    void refusesWhatIsNoLong(String text) {
        assertThatThrownBy(() -> JsonReader.of(text).nextLong()).isInstanceOf(MalformedJson.class);
    }

    @Test
    void minusZeroIsZero() {
        assertThat(JsonReader.of("-0").nextLong()).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "c3bc,ü",
        "e282ac,€",
        "f09f8c8d,🌍",
        "efbfbf,\uffff",
        "eda0bd,", // a surrogate in UTF-8
        "c080,", // overlong
        "c1bf,",
        "e08080,",
        "f0808080,",
        "f4908080,", // beyond the last code point
        "f5808080,",
        "80,",
        "ff,",
        "fe,",
        "c3,",
        "e282,",
        "f09f8c,",
        "c341,",
        "e28241,",
        "f09f8c41,"
    })
    void utf8IsChecked(String hex, String text) {
        byte[] bytes = HexFormat.of().parseHex("22" + hex + "22");

        if (text == null) {
            assertThatThrownBy(() -> JsonReader.of(bytes).nextString())
                    .isInstanceOf(MalformedJson.class)
                    .hasMessageContaining("UTF-8");
            assertThatThrownBy(() -> JsonReader.of(bytes).skipValue())
                    .isInstanceOf(MalformedJson.class);
        } else {
            assertThat(JsonReader.of(bytes).nextString()).isEqualTo(text);
        }
    }

    @Test
    void readsEscapes() {
        assertThat(
                        JsonReader.of("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u0041\\uD83C\\uDF0Dz\"")
                                .nextString())
                .isEqualTo("\"\\/\b\f\n\r\tA🌍z");
        assertThat(
                        JsonReader.of("\"" + "a".repeat(1000) + "ü" + "b".repeat(1000) + "\"")
                                .nextString())
                .isEqualTo("a".repeat(1000) + "ü" + "b".repeat(1000));
    }

    @Test
    void everyPrefixOfAnEscapeIsMalformed() {
        String whole = "\"\\uD83C\\uDF0D\"";
        Stream.iterate(1, length -> length + 1)
                .limit(whole.length() - 1)
                .map(length -> whole.substring(0, length))
                .forEach(part ->
                        assertThatThrownBy(() -> JsonReader.of(part).nextString())
                                .isInstanceOf(MalformedJson.class));
    }

    @Test
    void nothingOutsideTheRegionIsRead() {
        byte[] bytes = "[\"abc\"]".getBytes(StandardCharsets.UTF_8);

        assertThatThrownBy(() -> JsonReader.of(bytes, 1, 4).nextString())
                .hasMessageContaining("ends within");
        assertThat(JsonReader.of(bytes, 1, 5).nextString()).isEqualTo("abc");
        assertThatThrownBy(() -> JsonReader.of(bytes, 1, 7))
                .isInstanceOf(IndexOutOfBoundsException.class);
        ByteBuffer readOnly = ByteBuffer.wrap(bytes, 1, 5).asReadOnlyBuffer();
        assertThat(JsonReader.of(readOnly).nextString()).isEqualTo("abc");
        ByteBuffer slice = ByteBuffer.wrap(bytes, 1, 5).slice();
        assertThat(JsonReader.of(slice).nextString()).isEqualTo("abc");
    }

    @Test
    void nestingIsBounded() {
        int deepest = JsonReader.MAX_DEPTH;
        JsonReader.of("[".repeat(deepest) + "]".repeat(deepest)).skipValue();
        JsonReader.of("{\"a\":".repeat(deepest) + "1" + "}".repeat(deepest)).skipValue();

        assertThatThrownBy(() -> JsonReader.of("[".repeat(deepest + 1)).skipValue())
                .hasMessageContaining("nested deeper");
        assertThatThrownBy(() -> JsonReader.of("[{\"a\":".repeat(100_000)).skipValue())
                .hasMessageContaining("nested deeper");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[1 2]",
                "[1,,2]",
                "[,1]",
                "[1,]",
                "[",
                "[1",
                "]",
                "{",
                "{\"a\"}",
                "{\"a\":}",
                "{\"a\":1,}",
                "{,}",
                "{1:2}",
                "{\"a\":1 \"b\":2}",
                "[}",
                "{]",
                "tru",
                "nul",
                "falsy",
                "'a'",
                "\"\t\"",
                "//x\n1",
                "[1]]",
                "[1]1",
                "undefined",
                "\ufeff1",
                "\"",
                "\"\\"
            })
    void refusesWhatIsNotJson(String text) {
        assertThatThrownBy(
                        () -> {
                            JsonReader in = JsonReader.of(text);
                            in.skipValue();
                            in.expectEnd();
                        })
                .isInstanceOf(MalformedJson.class)
                .satisfies(e -> assertThat(e.getStackTrace()).isEmpty());
    }

    @Test
    void askingForAnotherTypeIsMalformed() {
        for (String text : List.of("[]", "{}", "\"x\"", "1", "true", "null")) {
            Stream<org.assertj.core.api.ThrowableAssert.ThrowingCallable> wrong =
                    Stream.of(
                            () -> JsonReader.of(text).nextHex(32),
                            () -> read(text, JsonType.ARRAY).beginArray(),
                            () -> read(text, JsonType.OBJECT).beginObject(),
                            () -> read(text, JsonType.STRING).nextString(),
                            () -> read(text, JsonType.NUMBER).nextLong(),
                            () -> read(text, JsonType.NUMBER).nextNumber(),
                            () -> read(text, JsonType.BOOLEAN).nextBoolean(),
                            () -> read(text, JsonType.NULL).nextNull());
            wrong.forEach(call -> assertThatThrownBy(call).isInstanceOf(MalformedJson.class));
        }
    }

    @Test
    void readsHexWithoutAString() {
        assertThat(JsonReader.of("\"00ff7f\"").nextHex(3)).containsExactly(0, 0xff, 0x7f);
        for (String text :
                List.of("\"00FF7F\"", "\"00ff7\"", "\"00ff7f0\"", "\"00ff7", "\"00ff7g\"")) {
            assertThatThrownBy(() -> JsonReader.of(text).nextHex(3))
                    .isInstanceOf(MalformedJson.class);
        }
    }

    @Test
    void aReaderCanBeginAgainWhereAValueBegan() {
        JsonReader in = JsonReader.of("[ 1, [2,3] ]");
        in.beginArray();
        assertThat(in.nextElement()).isTrue();
        in.skipValue();
        assertThat(in.nextElement()).isTrue();
        int begin = in.position();
        in.skipValue();

        JsonReader again = in.from(begin);
        again.beginArray();
        assertThat(again.nextElement()).isTrue();
        assertThat(again.nextLong()).isEqualTo(2);
    }

    /** The reader of the text, or one that is sure to fail if the text is of that very type. */
    private static JsonReader read(String text, JsonType wanted) {
        JsonReader in = JsonReader.of(text);
        return in.peek() == wanted ? JsonReader.of("") : in;
    }
}
