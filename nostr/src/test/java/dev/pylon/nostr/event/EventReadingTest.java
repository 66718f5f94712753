package dev.pylon.nostr.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventReadingTest {
    private static final String ID = "ab".repeat(32);

    @ParameterizedTest
    @ValueSource(strings = {"id", "pubkey", "created_at", "kind", "tags", "content", "sig"})
    void everyFieldIsNeededOnce(String name) {
        Map<String, String> without = fields();
        without.remove(name);
        String twice =
                json(fields()).replaceFirst("\\{", "{\"" + name + "\":" + fields().get(name) + ",");

        assertThat(reason(json(without))).contains(name + " is missing");
        assertThat(reason(twice)).contains(name + " occurs twice");
        assertThat(reason(with(name, "null"))).isNotEmpty();
        assertThat(reason(with(name, "{}"))).isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "created_at|-1|from 0",
                "created_at|9007199254740992|from 0",
                "created_at|1.0|whole number",
                "created_at|1e3|whole number",
                "created_at|99999999999999999999999|too large",
                "created_at|-9223372036854775809|too large",
                "created_at|NaN|a value",
                "created_at|Infinity|a value",
                "created_at|+1|a value",
                "created_at|01|leading zero",
                "created_at|0x10|',' or '}'",
                "created_at|\"1\"|a number",
                "created_at|true|a number",
                "kind|65536|from 0",
                "kind|-0.0|whole number",
                "tags|[[]]|without a name",
                "tags|[1]|an array",
                "tags|[[1]]|a string",
                "tags|[[\"a\",null]]|a string",
                "tags|[[\"a\"],]|an array",
                "tags|{}|an array",
                "content|1|a string",
                "content|\"\\ud800\"|lone surrogate",
                "content|\"\\udc00\\ud800\"|lone surrogate",
                "content|\"\\ud800\\u0041\"|lone surrogate",
                "content|\"\\uD8|four hex digits",
                "content|\"\\u12G4\"|four hex digits",
                "content|\"\\'\"|unknown escape",
                "id|\"AB\"|lower-case hex",
                "pubkey|\"npub1\"|lower-case hex",
                "sig|\"\"|lower-case hex"
            })
    void aFieldOfAnotherShapeIsNamedOrDescribed(String name, String value, String why) {
        assertThat(reason(with(name, value))).contains(why);
    }

    @Test
    void hexIsLowerCaseOnly() {
        assertThat(reason(with("id", "\"" + ID.toUpperCase(java.util.Locale.ROOT) + "\"")))
                .contains("id: expected 64 lower-case hex digits");
        assertThat(reason(with("id", "\"" + ID + "0\""))).contains("64 lower-case");
        assertThat(reason(with("id", "\"" + "zz".repeat(32) + "\""))).contains("64 lower-case");
    }

    @Test
    void hexMayBeWrittenWithEscapes() {
        String escaped = "\"" + "\\u0061\\u0062".repeat(32) + "\"";

        assertThat(Event.fromJson(with("id", escaped)).id()).isEqualTo(EventId.fromHex(ID));
    }

    @Test
    void otherFieldsAreSkippedHoweverTheyLook() {
        String extra = "{\"x\":[1,-2.5e+3,true,false,null,{\"id\":\"no\"},\"\\ud83c\\udf0d\"]}";

        assertThat(Event.fromJson(with("seen_on", extra)))
                .isEqualTo(Event.fromJson(json(fields())));
        assertThat(Event.fromJson(with("\\u0069gnored", "[[[]],{}]")).kind()).isEqualTo(1);
        assertThat(reason(with("seen_on", "[1,]"))).contains("a value");
        assertThat(reason(with("seen_on", "{\"a\" 1}"))).contains("':'");
        assertThat(reason(with("seen_on", "{a:1}"))).contains("a name");
        assertThat(reason(with("seen_on", "tru"))).contains("true");
        assertThat(reason(with("seen_on", "[".repeat(1_000_000)))).contains("nested deeper");
        assertThat(reason(with("seen_on", "{\"a\":".repeat(1_000_000)))).contains("nested deeper");
    }

    @Test
    void theIdIsToldWhereverItStands() {
        Map<String, String> idLast = fields();
        String id = idLast.remove("id");
        idLast.put("kind", "\"x\"");
        idLast.put("id", id);

        assertThat(malformed(json(idLast)).id()).hasValue(EventId.fromHex(ID));
        assertThat(malformed(with("kind", "\"x\"")).id()).hasValue(EventId.fromHex(ID));
        assertThat(malformed(json(fields()) + "x").id()).hasValue(EventId.fromHex(ID));
        assertThat(malformed(with("id", "7")).id()).isEmpty();
        assertThat(malformed("{\"kind\":\"x\"}").id()).isEmpty();
        assertThat(malformed("{\"kind\":\"x\",").id()).isEmpty();
        assertThat(malformed("{\"tags\":[[1]],\"a\":1e,\"id\":\"" + ID + "\"}").id()).isEmpty();
    }

    @Test
    void textThatIsNoEventAtAllIsMalformed() {
        assertThat(reason("")).contains("ends too early");
        assertThat(reason("[]")).contains("an object");
        assertThat(reason("\ud800")).contains("lone surrogate");
        assertThat(reason(json(fields()) + " {}")).contains("follows");
    }

    private static Map<String, String> fields() {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("id", "\"" + ID + "\"");
        fields.put("pubkey", "\"" + "cd".repeat(32) + "\"");
        fields.put("created_at", "1700000000");
        fields.put("kind", "1");
        fields.put("tags", "[[\"e\",\"x\"]]");
        fields.put("content", "\"hi\"");
        fields.put("sig", "\"" + "ef".repeat(64) + "\"");
        return fields;
    }

    private static String with(String name, String value) {
        Map<String, String> fields = fields();
        fields.put(name, value);
        return json(fields);
    }

    private static String json(Map<String, String> fields) {
        return fields.entrySet().stream()
                .map(field -> "\"" + field.getKey() + "\":" + field.getValue())
                .collect(Collectors.joining(",", "{", "}"));
    }

    private static String reason(String json) {
        return malformed(json).reason();
    }

    private static MalformedEvent malformed(String json) {
        return catchThrowableOfType(MalformedEvent.class, () -> Event.fromJson(json));
    }
}
